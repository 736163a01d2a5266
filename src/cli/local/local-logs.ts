import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { LogLines, LogsQuery } from "../../core/host-service.ts";
import { type ComponentName, parseComponentName } from "../../core/names.ts";
import { tailUnattended } from "../../supervisor/log/log-reader.ts";
import { answered, type HostAnswer, notAnswered } from "../host-answer.ts";
import type { LocalHost } from "./local-host.ts";
import { ownName } from "./own-name.ts";
import { unknownComponent } from "./plan-without-agent.ts";
import { askAgent } from "./reach-agent.ts";
import { readConfig } from "./read-config.ts";

/** Where the lines came from; `files`: no agent was there to follow them. */
export type LogSource = "agent" | "files";

const REACHED_WITHIN = ms(5_000);

/** What `logs` is asked. */
export interface LogsRequest extends Omit<LogsQuery, "expectedHost"> {
  /** Whether the host's own name is needed, which costs a question. */
  readonly named: boolean;
}

/** Hands the lines on as they come, with the host's name, from the agent or, without one, from the files. Rejects only when it is interrupted. */
export async function localLogs(
  host: LocalHost,
  { named, ...query }: LogsRequest,
  signal: AbortSignal,
  onLines: (lines: LogLines, host: string) => Promise<void>,
): Promise<HostAnswer<LogSource>> {
  let name = host.name;
  try {
    if (named) name = await ownName(host, signal);
    const reply = await askAgent(host, REACHED_WITHIN, signal, async (agent, context) => {
      for await (const lines of agent.logs({ ...query, expectedHost: "" }, context)) await onLines(lines, name);
    });
    if (reply.t === "answered") return answered(name, "agent");
    for (const component of await namesWithoutAgent(host, query.components)) {
      const lines = await tailUnattended(join(host.logDir, `${component}.log`), query.lines, () => {});
      await onLines({ component, lines }, name);
    }
    return answered(name, "files");
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return notAnswered(name, error);
  }
}

/** The asked components, or all; known from the configuration or, where that is of no use, by their files. */
async function namesWithoutAgent(host: LocalHost, asked: readonly string[]): Promise<readonly ComponentName[]> {
  const reading = await readConfig(host);
  const config = reading.t === "valid" ? reading.config : null;
  const known = config === null ? await namesOfFiles(host.logDir) : [...config.components.keys()];
  if (asked.length === 0) return known;
  const unknown = config === null ? null : unknownComponent(asked, config);
  if (unknown !== null) throw unknown;
  return known.filter((name) => asked.includes(name));
}

async function namesOfFiles(logDir: string): Promise<readonly ComponentName[]> {
  const files = await readdir(logDir).catch(() => []);
  const names = files
    .filter((file) => file.endsWith(".log") && file !== "ImageServing.log")
    .map((file) => parseComponentName(file.slice(0, -4)));
  return names.filter((name) => name !== null).sort();
}
