import { DEFAULT_AGENT_PORT, type HostAddress } from "../core/inventory.ts";
import { Complaint, type Kind } from "./kind.ts";
import { endpoint } from "./network-kinds.ts";

/** What stands for the name of the host in an address. */
export const HOST_MARK = "%h";

const EXAMPLE = `HOST or HOST:PORT, as in 10.0.0.7, [2001:db8::7]:9910 or ${HOST_MARK}.example.com`;

/** The address of one host, or of several in which `%h` stands for the name of each. */
export const addressTemplate: Kind<string> = {
  name: "an address",
  rule: EXAMPLE,
  range: `HOST or HOST:PORT; ${HOST_MARK} is the name of the host`,
  read(input) {
    if (typeof input !== "string" || input === "") return undefined;
    const address = addressOf(input, "host"); // any name will do to see whether the rest is an address
    return address instanceof Complaint ? address : input;
  },
};

/** The address of a host: the template with its name in it, its own name where there is none. */
export function addressOf(template: string | null, name: string): HostAddress | Complaint {
  const text = (template ?? HOST_MARK).replaceAll(HOST_MARK, name);
  const withPort = /^(?:[^:]*|\[[^\]]*\])$/.test(text) ? `${text}:${DEFAULT_AGENT_PORT}` : text;
  return endpoint.read(withPort) ?? new Complaint(`${JSON.stringify(text)} is no address; write ${EXAMPLE}`);
}
