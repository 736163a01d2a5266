import { HOST_MARK } from "./fleet-address.ts";
import { Complaint, type Kind } from "./kind.ts";

/** The address of a hook: http or https, without credentials. It stays as it was written, because of the mark in it. */
export const hookUrl: Kind<string> = {
  name: "an http address",
  rule: `an address such as http://127.0.0.1:8081/drain/${HOST_MARK}`,
  range: "http or https",
  read(input) {
    if (typeof input !== "string" || !/^https?:\/\//i.test(input)) return undefined;
    const filled = input.replaceAll(HOST_MARK, "host"); // any name will do to see whether the rest is an address
    if (!URL.canParse(filled)) return undefined;
    const { username, password, port } = new URL(filled);
    if (username !== "" || password !== "")
      return new Complaint("must not hold a user or password; write a command that reads them where only its user can");
    return port === "0" ? new Complaint("port 0 is out of range; write one from 1 to 65535") : input;
  },
};
