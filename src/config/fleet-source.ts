import { dirname, resolve } from "node:path";
import { boundedAsk } from "../core/bounded-ask.ts";
import type { Clock } from "../core/clock.ts";
import { seconds } from "../core/duration.ts";
import { errnoOf, messageOf } from "../core/fault.ts";
import { brokenDocument, dataDocument } from "./fleet-data-document.ts";
import { parseYaml, type YamlDocument } from "./yaml-document.ts";

/** From where an inventory can be read. */
export type FleetSource =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "exec"; readonly program: string }
  | { readonly kind: "dns"; readonly name: string };

/** How a program ended. */
export interface ProgramResult {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A record of DNS that says where a service is (RFC 2782), as `node:dns` has it. */
export interface SrvRecord {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
}

/** What reading inventories needs of the world. */
export interface FleetWorld {
  /** The text of a file; rejects with NOT_CONFIGURED where there is none and BAD_FILE where it cannot be read. */
  readFile(file: string): Promise<string>;
  /** Runs a program without arguments and without a shell, and ends it where the signal aborts. Rejects where it cannot be started. */
  runProgram(program: string, signal: AbortSignal): Promise<ProgramResult>;
  resolveSrv(name: string): Promise<readonly SrvRecord[]>;
  readonly clock: Clock;
}

/** How long a program, or DNS, may take. */
export const SOURCE_TIMEOUT = seconds(10);

const MAX_OUTPUT = 16 * 1024 * 1024;

/** What `--inventory` or an `include` names: a file, `exec:PROGRAM` or `dns:NAME`. Relative paths count from `folder`. */
export function fleetSource(text: string, folder: string): FleetSource {
  const [, kind, rest = ""] = /^(exec|dns):(.*)$/s.exec(text) ?? [];
  if (kind === "dns") return { kind, name: rest };
  if (kind === "exec") return { kind, program: rest.includes("/") ? resolve(folder, rest) : rest };
  return { kind: "file", file: resolve(folder, text) };
}

/** The source as people write it, with absolute paths. */
export const sourceName = (source: FleetSource): string =>
  source.kind === "file" ? source.file : source.kind === "exec" ? `exec:${source.program}` : `dns:${source.name}`;

/** From where relative paths in what it says count. */
export const sourceFolder = (source: FleetSource): string =>
  source.kind === "file"
    ? dirname(source.file)
    : source.kind === "exec" && source.program.includes("/")
      ? dirname(source.program)
      : resolve(".");

/** What a source says. Rejects where a file cannot be read; whatever else goes wrong is a problem of the document. */
export async function openSource(source: FleetSource, world: FleetWorld): Promise<YamlDocument> {
  switch (source.kind) {
    case "file":
      return parseYaml(await world.readFile(source.file), source.file, "null");
    case "exec":
      return inTime(source, world, async (signal) => programDocument(source, await world.runProgram(source.program, signal)));
    case "dns":
      return inTime(source, world, async () => srvDocument(source, await world.resolveSrv(source.name)));
  }
}

async function inTime(
  source: FleetSource,
  { clock }: FleetWorld,
  read: (signal: AbortSignal) => Promise<YamlDocument>,
): Promise<YamlDocument> {
  const late = () => new Error(`did not end within ${SOURCE_TIMEOUT / 1_000} s`);
  const name = sourceName(source);
  try {
    return await boundedAsk(read, { clock, within: SOURCE_TIMEOUT, late }).result;
  } catch (error) {
    const absent = source.kind === "dns" && ["ENOTFOUND", "ENODATA"].includes(errnoOf(error));
    return brokenDocument(name, absent ? `there are no such SRV records; look with: dig SRV ${name.slice(4)}` : messageOf(error));
  }
}

function programDocument(source: FleetSource, { code, stdout, stderr }: ProgramResult): YamlDocument {
  const name = sourceName(source);
  const said = stderr.trim().split("\n").at(-1) ?? "";
  const how = code === null ? "was ended by a signal" : `ended with exit code ${code}`;
  if (code !== 0) return brokenDocument(name, `${how}${said === "" ? "" : `: ${said.slice(0, 200)}`}`);
  if (stdout.length > MAX_OUTPUT) return brokenDocument(name, "wrote more than 16 MiB; no inventory is so large");
  try {
    return dataDocument(JSON.parse(stdout), name);
  } catch (error) {
    return brokenDocument(name, `did not write JSON: ${stdout.trim() === "" ? "it wrote nothing" : messageOf(error)}`);
  }
}

/** Each target is a host, and listens on the port that the record has. DNS turns the order about, so they are sorted. */
function srvDocument(source: FleetSource, records: readonly SrvRecord[]): YamlDocument {
  const name = sourceName(source);
  const sorted = [...records].sort((a, b) => a.priority - b.priority || compare(a.name, b.name) || a.port - b.port);
  const hosts = new Map(sorted.map((record) => [record.name.replace(/\.$/, ""), record.port]));
  const twice = sorted.find((record) => hosts.get(record.name.replace(/\.$/, "")) !== record.port);
  if (twice !== undefined)
    return brokenDocument(name, `${twice.name} is there with several ports; each agent needs a name of its own`);
  return dataDocument(
    { hosts: Object.fromEntries([...hosts].map(([host, port]) => [host, { address: `${host}:${port}` }])) },
    name,
  );
}

const compare = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
