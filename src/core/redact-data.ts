import { redactLines } from "./redact-lines.ts";
import { isSecretName, REMOVED, redactText } from "./redact-text.ts";

/** Under these names every value is removed, whatever it is called: nobody can tell which of them are secrets. */
const ALL_SECRET = new Set(["env", "environment", "headers"]);
/** Lists that are command lines, in which a flag may stand before its value. */
const COMMANDS = new Set(["command", "args", "arguments", "argv"]);
/** Lists that are lines of a log, over several of which a key may go. */
const LINES = new Set(["tail", "logTail", "lines"]);

const FLAG = /^--?[\w.-]+$/;

/**
 * Any data as JSON has it with secrets removed: values of environment variables and HTTP heads, values under names of secrets,
 * and what looks like a secret in any other text, also in keys. Names, numbers, lists and their order stay. Pure; doing it
 * twice changes nothing more.
 */
export function redactData<T>(data: T): T {
  return redacted(data, "") as T;
}

function redacted(data: unknown, name: string): unknown {
  if (typeof data === "string") return isSecretName(name) && data !== "" ? REMOVED : redactText(data);
  if (Array.isArray(data)) return redactedList(data, name);
  if (typeof data !== "object" || data === null) return isSecretName(name) && typeof data === "number" ? REMOVED : data;
  if (data instanceof Date) return data;
  const hidden = ALL_SECRET.has(name);
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [redactText(key), hidden ? hide(value) : redacted(value, key)]),
  );
}

function redactedList(list: readonly unknown[], name: string): readonly unknown[] {
  if (COMMANDS.has(name)) return redactArguments(list);
  const isText = list.every((item): item is string => typeof item === "string");
  return LINES.has(name) && isText ? redactLines(list) : list.map((item) => redacted(item, name));
}

/** Every value in it, however deep. */
function hide(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(hide);
  if (typeof data === "object" && data !== null)
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, hide(value)]));
  return data === null ? null : REMOVED;
}

/** The words of a command line: `--password=x`, and `--password` before `x`. */
export function redactArguments(words: readonly unknown[]): readonly unknown[] {
  return words.map((word, at) => {
    const before = words[at - 1];
    const isValue = typeof before === "string" && FLAG.test(before) && isSecretName(before);
    if (typeof word !== "string") return redacted(word, "");
    return isValue && !FLAG.test(word) ? REMOVED : redactText(word);
  });
}
