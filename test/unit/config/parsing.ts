import type { MachineFacts } from "../../../src/config/agent-schema.ts";
import { type LoadedConfig, parseAgentConfig } from "../../../src/config/parse-agent-config.ts";
import type { AgentConfig } from "../../../src/core/agent-config.ts";
import type { ComponentSpec } from "../../../src/core/component-spec.ts";
import { type ConfigProblem, isFault } from "../../../src/core/fault.ts";
import type { ComponentName } from "../../../src/core/names.ts";

/** A machine on which every user exists, except one. */
export const FACTS: MachineFacts = { hostname: "box1", userExists: (name) => name !== "ghost" };

export const FILE = "/etc/imageserving/agent.yaml";

export const load = (text: string, file = FILE): LoadedConfig => parseAgentConfig(text, file, FACTS);

export const parse = (text: string, file = FILE): AgentConfig => load(text, file).config;

/** The only component of a configuration that has the given keys beside its command. */
export function component(keys: string): ComponentSpec {
  const indented = keys.split("\n").map((line) => `    ${line}`);
  return parse(["components:", "  x:", "    command: [run]", ...indented].join("\n")).components.get(
    "x" as ComponentName,
  ) as ComponentSpec;
}

/** What is wrong with a text; empty where nothing is. Whatever else is thrown goes through. */
export function problemsOf(text: string): readonly ConfigProblem[] {
  try {
    load(text);
    return [];
  } catch (error) {
    if (isFault(error, "INVALID_CONFIG")) return error.fault.problems;
    throw error;
  }
}

/** Takes the marks `»` out of a text and returns where they stood, as `line:column`. */
export function unmark(marked: string): { readonly text: string; readonly places: readonly string[] } {
  const parts = marked.split("»");
  const places = parts.slice(0, -1).map((_, index) => {
    const lines = parts
      .slice(0, index + 1)
      .join("")
      .split("\n");
    return `${lines.length}:${(lines.at(-1) ?? "").length + 1}`;
  });
  return { text: parts.join(""), places };
}
