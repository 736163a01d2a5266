import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ServiceFacts } from "../../core/checks/judge-machine.ts";
import { groupFolder } from "./read-machine.ts";

/** Where systemd looks for units, the most important first (systemd.unit(5)). */
const PLACES = [
  "/etc/systemd/system",
  "/run/systemd/system",
  "/usr/local/lib/systemd/system",
  "/usr/lib/systemd/system",
  "/lib/systemd/system",
];

/** The service of systemd that a process runs as; null: it runs as none. */
export async function readService(pid: number, places: readonly string[] = PLACES): Promise<ServiceFacts | null> {
  const unit = serviceOf((await groupFolder(pid)) ?? "");
  return unit === null ? null : await readUnit(unit, places);
}

/** The last part of a control group that is a service: not the manager of a user, in which sessions run. */
export function serviceOf(group: string): string | null {
  const unit = basename(group);
  return unit.endsWith(".service") && !/^user@\d+\.service$/.test(unit) ? unit : null;
}

/** What the files of a unit say: the first that is found, then its drop-ins by name; the last word counts. */
export async function readUnit(unit: string, places: readonly string[]): Promise<ServiceFacts> {
  const all = await Promise.all(places.map((place) => read(join(place, unit))));
  const main = all.find((text) => text !== null) ?? null;
  const dropIns = (await Promise.all(places.map((place) => readDropIns(join(place, `${unit}.d`))))).flat();
  const said = [main ?? "", ...dropIns.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)].flatMap(killModes);
  return { unit, killMode: said.at(-1) ?? null, found: main !== null };
}

const killModes = (text: string): readonly string[] =>
  [...text.matchAll(/^\s*KillMode\s*=\s*([\w-]+)\s*$/gm)].map(([, mode]) => mode as string);

async function readDropIns(folder: string): Promise<readonly (readonly [name: string, text: string])[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".conf"));
  return await Promise.all(names.map(async (name) => [name, (await read(join(folder, name))) ?? ""] as const));
}

const read = (file: string): Promise<string | null> => readFile(file, "utf8").catch(() => null);
