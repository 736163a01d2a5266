import { boundedAsk } from "../../core/bounded-ask.ts";
import { ms } from "../../core/duration.ts";
import { localCaller } from "../../core/host-service.ts";
import type { Choices } from "../choices.ts";
import { connectFleet } from "../fleet/connect-fleet.ts";
import type { Targets } from "../fleet/targets.ts";
import type { Terminal } from "../terminal.ts";
import { bare, type Candidate } from "./candidate.ts";

/** Nobody waits longer for a list of names. */
const ANSWERS_WITHIN = ms(300);

/** The components of the first of these hosts, asked from its agent. Rejects where it does not answer at once. */
export async function liveComponents(targets: Targets, choices: Choices, terminal: Terminal): Promise<readonly Candidate[]> {
  const [host] = targets.hosts;
  if (host === undefined) return [];
  const limits = { connectTimeout: ANSWERS_WITHIN, timeout: ANSWERS_WITHIN };
  const { open } = await connectFleet({ ...targets, hosts: [host] }, { ...choices, ...limits }, terminal);
  const agent = open(host);
  const ask = (signal: AbortSignal) =>
    agent.status({ components: [], expectedHost: host.name }, { caller: localCaller(terminal.userName), signal });
  try {
    const late = () => new Error("it did not answer at once");
    const { components } = await boundedAsk(ask, { clock: terminal.clock, within: ANSWERS_WITHIN, late }).result;
    return bare(components.map(({ name }) => name));
  } finally {
    agent.close();
  }
}
