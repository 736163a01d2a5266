import { harmlessJson } from "../core/harmless-text.ts";
import type { Frame } from "./frame.ts";
import { SCHEMA_VERSION } from "./frame.ts";

/** The formats that programs read. */
export type StructuredFormat = "json" | "jsonl" | "yaml";

/** The formats of `--output`: `table` and `wide` are for people. */
export const OUTPUT_FORMATS = ["table", "wide", "json", "jsonl", "yaml"] as const;

export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Whether programs read this format, so that stdout carries data and nothing else. */
export const isStructured = (format: OutputFormat): format is StructuredFormat => format !== "table" && format !== "wide";

/** The frame as text: `jsonl` has a host per line, each with the version of the schema and the command. */
export async function writeFrame(frame: Frame, format: StructuredFormat): Promise<string> {
  if (format !== "jsonl") return writeData(frame, format);
  const { command, hosts } = frame;
  return hosts.map((host) => jsonLine({ schemaVersion: SCHEMA_VERSION, command, ...host })).join("");
}

/** Any value as text in this format; a single line for `jsonl`. */
export async function writeData(value: object, format: StructuredFormat): Promise<string> {
  if (format === "jsonl") return jsonLine(value);
  if (format === "json") return `${harmlessJson(JSON.stringify(value, null, 2))}\n`;
  const { yamlText } = await import("./yaml-text.ts");
  return yamlText(value);
}

/** One value on a line of its own. */
export const jsonLine = (value: object): string => `${harmlessJson(JSON.stringify(value))}\n`;
