import { ms } from "../../core/duration.ts";
import type { LocalHost } from "./local-host.ts";
import { askAgent } from "./reach-agent.ts";
import { readConfig } from "./read-config.ts";

const ANSWERS_WITHIN = ms(5_000);

/** What the agent calls this host; without one, what the configuration does. Rejects as {@link askAgent} does. */
export async function ownName(host: LocalHost, signal: AbortSignal): Promise<string> {
  const reply = await askAgent(host, ANSWERS_WITHIN, signal, (agent, context) =>
    agent.status({ components: [], expectedHost: "" }, context),
  );
  if (reply.t === "answered") return reply.value.host;
  const reading = await readConfig(host);
  return reading.t === "valid" ? reading.config.host : host.name;
}
