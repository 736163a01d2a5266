import { readFile } from "node:fs/promises";
import { errnoOf, FaultError, messageOf } from "../../core/fault.ts";
import type { HomePaths } from "../../core/home-paths.ts";
import { choiceFile, contextFile, DEFAULT_CONTEXT, knownContexts, knownText } from "./context-files.ts";

/** A context, and the inventory that it is. */
export interface FleetContext {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
}

/**
 * The context with this name.
 * @throws FaultError INVALID_REQUEST where there is none, with those that there are.
 */
export async function namedContext(paths: HomePaths, name: string): Promise<FleetContext> {
  const known = await knownContexts(paths);
  if (!known.includes(name)) {
    const problem = `there is no context ${JSON.stringify(name)}; ${knownText(name, known)}. A context is an inventory: ${contextFile(paths, "NAME")}`;
    throw new FaultError({ code: "INVALID_REQUEST", problem });
  }
  return { name, file: contextFile(paths, name) };
}

/**
 * The context that `context use` has chosen, else the default one.
 * @throws FaultError INVALID_CONFIG where it chose one that is gone; BAD_FILE where the choice cannot be read.
 */
export async function chosenContext(paths: HomePaths): Promise<FleetContext> {
  const file = choiceFile(paths);
  const name = await readChoice(file);
  const known = name === DEFAULT_CONTEXT ? [name] : await knownContexts(paths);
  if (known.includes(name)) return { name, file: contextFile(paths, name) };
  const message = `the context ${JSON.stringify(name)} was chosen and is gone; ${knownText(name, known)}; choose one with: ImageServing context use NAME`;
  throw new FaultError({ code: "INVALID_CONFIG", problems: [{ file, line: 1, column: 1, message }] });
}

async function readChoice(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return DEFAULT_CONTEXT;
    const remedy = "make it readable for the user of this command, or remove it for the default context";
    throw new FaultError({ code: "BAD_FILE", path: file, cause: messageOf(error), remedy });
  }
}
