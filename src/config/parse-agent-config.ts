import { dirname, resolve } from "node:path";
import type { z } from "zod";
import type { AgentConfig } from "../core/agent-config.ts";
import type { ConfigProblem } from "../core/fault.ts";
import type { ComponentName } from "../core/names.ts";
import { agentSchema, type MachineFacts } from "./agent-schema.ts";
import { componentsHash } from "./component-hash.ts";
import { toComponentSpec } from "./component-schema.ts";
import type { DocumentPath } from "./document-path.ts";
import { toNotifications } from "./notify-schema.ts";
import { throwProblems } from "./problems.ts";
import { schemaProblems } from "./schema-problems.ts";
import { type PathPart, type Place, parseYaml } from "./yaml-document.ts";

/** A configuration that is valid, and still knows where everything in it was written. */
export interface LoadedConfig {
  readonly config: AgentConfig;
  /** Where the key at this path of the file is written; null where its value is a default. */
  origin(path: DocumentPath): Place | null;
  /** Something that only its user could find out (a key file that cannot be read, a port that is taken), as a problem of this file. */
  problemAt(path: DocumentPath, message: string, part?: PathPart): ConfigProblem;
}

/**
 * Parses the text of an `agent.yaml`. Relative paths in it count from the folder of `file`.
 * @throws FaultError INVALID_CONFIG with every problem in one go, in the order of the file.
 */
export function parseAgentConfig(text: string, file: string, facts: MachineFacts): LoadedConfig {
  const absolute = resolve(file);
  const folder = dirname(absolute);
  const document = parseYaml(text, absolute);
  if (document.value === undefined) throwProblems(document.problems);
  const schema = agentSchema({ ...facts, folder });
  const parsed = schema.safeParse(document.value);
  throwProblems([...document.problems, ...schemaProblems(document, schema, parsed.error?.issues ?? [])]);
  return {
    config: toAgentConfig(parsed.data as AgentKeys, absolute, folder),
    origin: (path) => document.place(path, "key"),
    problemAt: (path, message, part) => document.problem(path, message, part),
  };
}

type AgentKeys = z.output<ReturnType<typeof agentSchema>>;

function toAgentConfig(keys: AgentKeys, file: string, folder: string): AgentConfig {
  const specs = Object.entries(keys.components).map(([name, component]) =>
    toComponentSpec(name as ComponentName, component, folder),
  );
  return {
    file,
    host: keys.host,
    listen: keys.listen,
    socket: keys.socket,
    metrics: keys.metrics,
    notify: toNotifications(keys.notify),
    components: new Map(specs.map((spec) => [spec.name, spec])),
    hash: componentsHash(specs),
  };
}
