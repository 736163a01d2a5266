import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { errnoOf, FaultError, messageOf } from "../../core/fault.ts";
import type { HomePaths } from "../../core/home-paths.ts";
import { nearestWord } from "../../core/nearest-word.ts";

/** The context whose inventory is fleet.yaml itself. */
export const DEFAULT_CONTEXT = "default";

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/** The file beside fleet.yaml in which `context use` writes its choice. */
export const choiceFile = ({ home }: HomePaths): string => join(home, "context");

/** The inventory of a context, whether or not it is there. */
export const contextFile = ({ home }: HomePaths, name: string): string =>
  name === DEFAULT_CONTEXT ? join(home, "fleet.yaml") : join(contextFolder(home), `${name}.yaml`);

const contextFolder = (home: string): string => join(home, "fleets");

/** All contexts that are there: the default one first, whether or not it has an inventory, then the others by name. */
export async function knownContexts({ home }: HomePaths): Promise<readonly string[]> {
  const folder = contextFolder(home);
  try {
    const files = (await readdir(folder)).filter((file) => file.endsWith(".yaml")).map((file) => basename(file, ".yaml"));
    return [DEFAULT_CONTEXT, ...files.filter((name) => NAME.test(name) && name !== DEFAULT_CONTEXT).sort()];
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errnoOf(error))) return [DEFAULT_CONTEXT];
    const remedy = "make it readable for the user of this command";
    throw new FaultError({ code: "BAD_FILE", path: folder, cause: messageOf(error), remedy });
  }
}

/** What there is instead of a context that is not there, the nearest first: one sentence, for a message. */
export function knownText(name: string, known: readonly string[]): string {
  const near = nearestWord(name, known);
  const others = known.filter((other) => other !== near);
  return `known: ${[...(near === null ? [] : [near]), ...others].join(", ")}`;
}
