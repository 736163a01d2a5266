import { readConfigFile } from "../../config/config-file.ts";
import { isMapping } from "../../config/shapes.ts";
import { parseYaml } from "../../config/yaml-document.ts";
import { parseComponentName } from "../../core/names.ts";
import type { Candidate } from "./candidate.ts";

/** The components of an agent.yaml, whatever else may be wrong with it. Rejects where it cannot be read. */
export async function configuredComponents(file: string): Promise<readonly Candidate[]> {
  const { value } = parseYaml(await readConfigFile(file), file, "null");
  const components = isMapping(value) ? value["components"] : null;
  if (!isMapping(components)) return [];
  return Object.entries(components).flatMap(([name, about]) =>
    parseComponentName(name) === null ? [] : [{ value: name, description: titleOf(about) }],
  );
}

const titleOf = (about: unknown): string => (isMapping(about) && typeof about["title"] === "string" ? about["title"] : "");
