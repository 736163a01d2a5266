import { isLoopback, writeEndpoint } from "../../config/network-kinds.ts";
import { throwProblems } from "../../config/problems.ts";
import { type Ms, seconds } from "../../core/duration.ts";
import type { ConfigProblem } from "../../core/fault.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import { connectHost, type HostConnection } from "../../rpc/client.ts";
import { plainChannel } from "../../rpc/client-tls.ts";
import { tcpAddress } from "../../rpc/host-target.ts";
import type { Choices } from "../choices.ts";
import type { Terminal } from "../terminal.ts";
import type { Targets } from "./targets.ts";

/** The ways to the hosts of a fleet. */
export interface FleetConnections {
  /** A new connection to this host, to be disposed of by whoever opened it. It connects with its first call. */
  open(host: InventoryHost): HostConnection;
  /** What is said once on stderr, as that the own certificate expires soon. */
  readonly warnings: readonly string[];
}

const ANSWERS_WITHIN = seconds(5);

/**
 * Gets ready to call the hosts, and contacts none. Without `tls` in the inventory only loopback addresses are called.
 * @param callTimeout from sending a request to its answer, or to the first message of an operation.
 * @throws FaultError INVALID_CONFIG where what the inventory says of TLS cannot be used, or a host needs it;
 * PERMISSION_DENIED where agents would refuse the own certificate.
 */
export async function connectFleet(
  targets: Targets,
  choices: Pick<Choices, "connectTimeout" | "timeout">,
  { clock, userName }: Pick<Terminal, "clock" | "userName">,
  callTimeout: Ms = choices.timeout ?? ANSWERS_WITHIN,
): Promise<FleetConnections> {
  const { tls } = targets.inventory.inventory;
  if (tls === null) throwProblems(withoutTls(targets));
  const { secure, warnings } =
    tls === null
      ? { secure: plainChannel, warnings: [] }
      : await (await import("./fleet-tls.ts")).fleetTls(tls, targets.inventory, clock.wall());
  const options = { connectTimeout: choices.connectTimeout, callTimeout, callerName: userName, clock };
  return {
    warnings,
    open: ({ name, address: { host, port } }) =>
      connectHost({ kind: "tcp", address: tcpAddress(host, port), ...secure(name, host) }, options),
  };
}

/** One problem for all hosts to which everything would go in the open. */
function withoutTls({ hosts, inventory }: Targets): readonly ConfigProblem[] {
  const open = hosts.filter(({ address }) => !isLoopback(address.host));
  const [first] = open;
  if (first === undefined) return [];
  const names = foldHosts(open.map(({ name }) => name));
  const address = `${writeEndpoint(first.address)}${open.length > 1 ? " and others" : ""}`;
  const remedy = "add tls: { cert: …, key: …, ca: … } to the inventory";
  return [inventory.problemAt(["hosts"], `${names}: without TLS only loopback addresses are called, not ${address}; ${remedy}`)];
}
