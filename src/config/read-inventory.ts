import { resolve } from "node:path";
import { type ConfigProblem, FaultError, isFault } from "../core/fault.ts";
import type { Inventory } from "../core/inventory.ts";
import { readConfigFile } from "./config-file.ts";
import type { DocumentPath } from "./document-path.ts";
import type { HostLanguage } from "./fleet-language.ts";
import { type FleetPart, mergedProblems, mergeParts, repetitions } from "./fleet-merge.ts";
import { type FleetKeys, fleetSchema } from "./fleet-schema.ts";
import { type FleetSource, type FleetWorld, fleetSource, openSource, sourceFolder, sourceName } from "./fleet-source.ts";
import { throwProblems } from "./problems.ts";
import { schemaProblems } from "./schema-problems.ts";
import { isMapping } from "./shapes.ts";
import type { YamlDocument } from "./yaml-document.ts";

/** An inventory that is valid, and still knows where everything in it was written. */
export interface LoadedInventory {
  readonly inventory: Inventory;
  /** Something that only its user could find out (a key file that cannot be read), as a problem of the file that has this path. */
  problemAt(path: DocumentPath, message: string): ConfigProblem;
}

/** Reads inventory files, see {@link FleetWorld}. */
export const readFleetFile = (file: string): Promise<string> => readConfigFile(file, "the user of this command");

/**
 * Reads an inventory and all that it includes.
 * @param named a file, `exec:PROGRAM` or `dns:NAME`.
 * @throws FaultError NOT_CONFIGURED, BAD_FILE where that file cannot be read; INVALID_CONFIG with every problem of all of them.
 */
export async function readInventory(named: string, language: HostLanguage, world: FleetWorld): Promise<LoadedInventory> {
  const top = fleetSource(named, resolve("."));
  const reading = new InventoryReading(language, world);
  await reading.top(top);
  const { parts } = reading;
  throwProblems([...reading.problems, ...repetitions(parts, language)]);
  const inventory = mergeParts(
    parts.map(({ keys }) => keys as FleetKeys),
    sourceName(top),
    language,
  ); // without problems all are sound
  const problemAt = (path: DocumentPath, message: string) => homeOf(parts, path).problem(path, message);
  throwProblems(mergedProblems(inventory, language).map(({ path, message }) => problemAt(path, message)));
  return { inventory, problemAt };
}

/** The document that has the path; the first where none has. */
function homeOf(parts: readonly FleetPart[], path: DocumentPath): YamlDocument {
  const home = parts.find(({ document }) => document.place(path, "value") !== null || document.source(path) !== null);
  return (home ?? (parts[0] as FleetPart)).document;
}

/** Reads a source, then what it includes, each once. */
class InventoryReading {
  readonly parts: FleetPart[] = [];
  readonly problems: ConfigProblem[] = [];
  readonly #language: HostLanguage;
  readonly #world: FleetWorld;
  readonly #seen = new Set<string>();

  constructor(language: HostLanguage, world: FleetWorld) {
    this.#language = language;
    this.#world = world;
  }

  async top(source: FleetSource): Promise<void> {
    try {
      await this.#read(source, []);
    } catch (error) {
      if (!isFault(error, "NOT_CONFIGURED")) throw error;
      throw new FaultError(error.fault, `no inventory: ${error.fault.file} does not exist; it is where the hosts are named`);
    }
  }

  /** @param above the sources that led here, outermost first. */
  async #read(source: FleetSource, above: readonly string[]): Promise<void> {
    const name = sourceName(source);
    this.#seen.add(name);
    const document = await openSource(source, this.#world);
    const folder = sourceFolder(source);
    this.#take(document, folder);
    for (const [index, include] of includesOf(document).entries()) {
      await this.#include(fleetSource(include, folder), [...above, name], (message) =>
        document.problem(["include", index], message),
      );
    }
  }

  #take(document: YamlDocument, folder: string): void {
    const schema = fleetSchema({ folder, language: this.#language });
    const parsed = document.value === undefined ? null : schema.safeParse(document.value);
    const found = parsed === null ? [] : schemaProblems(document, schema, parsed.error?.issues ?? []);
    this.problems.push(...document.problems, ...found);
    this.parts.push({ document, keys: parsed?.data ?? null });
  }

  async #include(source: FleetSource, above: readonly string[], problem: (message: string) => ConfigProblem): Promise<void> {
    const name = sourceName(source);
    if (above.includes(name)) {
      const circle = [...above.slice(above.indexOf(name)), name].join(" includes ");
      this.problems.push(problem(`closes a circle: ${circle}; remove one of these`));
    } else if (!this.#seen.has(name)) {
      await this.#read(source, above).catch((error: unknown) => {
        if (isFault(error, "NOT_CONFIGURED")) this.problems.push(problem(`${name} does not exist`));
        else if (isFault(error, "BAD_FILE")) this.problems.push(problem(error.message));
        else throw error;
      });
    }
  }
}

/** What it includes, as far as that can be read: its other problems keep nobody from seeing theirs. */
function includesOf({ value }: YamlDocument): readonly string[] {
  const include = isMapping(value) ? value["include"] : null;
  return Array.isArray(include) ? include.filter((item) => typeof item === "string") : [];
}
