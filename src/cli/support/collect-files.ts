import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { redactedYaml } from "../../config/effective-config.ts";
import { ms } from "../../core/duration.ts";
import { errnoOf, FaultError, messageOf } from "../../core/fault.ts";
import { redactData } from "../../core/redact-data.ts";
import { redactLines } from "../../core/redact-lines.ts";
import { tailUnattended } from "../../supervisor/log/log-reader.ts";
import type { CommandContext } from "../command-context.ts";
import { statusObject } from "../frame.ts";
import { localStatus } from "../local/local-status.ts";
import { openLocalHost } from "../local/open-local-host.ts";
import { readConfig } from "../local/read-config.ts";
import { type HostParts, jsonFile, linesFile, type MissingPart, type PartFile, type SupportWish } from "./host-parts.ts";
import { LastLines } from "./last-lines.ts";
import { newestFiles } from "./newest-files.ts";

const MOST_OPERATIONS = 50;
const STATUS_WITHIN = ms(5_000);

/** What can be read of this host without an agent: its configuration, logs, operations, and how it stands by its files. */
export async function collectFiles(why: string, wish: SupportWish, context: CommandContext): Promise<HostParts> {
  const { choices, terminal } = context;
  const host = openLocalHost(choices, terminal);
  const missing: MissingPart[] = ["events.jsonl", "usage.json"].map((part) => ({ part, why }));
  const files: PartFile[] = [];
  const attempt = async (part: string, collect: () => Promise<readonly PartFile[]>) => {
    try {
      files.push(...(await collect()));
    } catch (error) {
      if (!(error instanceof FaultError) && errnoOf(error) === "") throw error;
      if (errnoOf(error) !== "ENOENT") missing.push({ part, why: messageOf(error) });
    }
  };
  await attempt("status.json", async () => {
    const asked = { components: [], within: STATUS_WITHIN, configured: true };
    return [jsonFile("status.json", redactData(statusObject(await localStatus(host, asked, terminal.interrupted))))];
  });
  await attempt("configuration.yaml", async () => {
    const reading = await readConfig(host);
    if (reading.t === "unusable") throw reading.error;
    return [linesFile("configuration.yaml", redactLines(redactedYaml(reading.config).trimEnd().split("\n")))];
  });
  await attempt("operations.json", async () => [await operations(choices.paths.stateDir)]);
  await attempt("logs", () => logs(choices.paths.logDir, wish));
  return { version: "", files, missing, failed: false };
}

async function operations(stateDir: string): Promise<PartFile> {
  const newest = await newestFiles(join(stateDir, "operations"), ".json", new Date(0), MOST_OPERATIONS);
  const texts = await Promise.all(newest.map((file) => readFile(file, "utf8")));
  return jsonFile("operations.json", redactData(texts.flatMap(parsed)));
}

/** A torn record says nothing. */
function parsed(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

async function logs(logDir: string, { lines, mostBytes }: SupportWish): Promise<readonly PartFile[]> {
  const names = (await readdir(logDir)).filter((file) => /^[A-Za-z][\w-]{0,40}\.log$/.test(file)).sort();
  const files: PartFile[] = [];
  for (const name of names) {
    const kept = new LastLines(mostBytes / names.length);
    for (const line of await tailUnattended(join(logDir, name), lines, () => {})) kept.add(line);
    files.push(linesFile(`logs/${name}`, redactLines(kept.lines), kept.cut));
  }
  return files;
}
