import type { Command, Option } from "commander";

/** What was typed before the word that is being typed. */
export interface TypedLine {
  /** The command that it has come to. */
  readonly command: Command;
  /** As typed: `rollout show`; empty: no command yet. */
  readonly words: string;
  readonly operands: readonly string[];
  readonly given: readonly GivenOption[];
  /** The option whose value comes next. */
  readonly valueOf: Option | null;
  /** After `--` nothing is an option any more. */
  readonly optionsEnded: boolean;
  /** After `help`: commands are named, and not given. */
  readonly isHelp: boolean;
}

export interface GivenOption {
  readonly option: Option;
  /** Null for one that takes none. */
  readonly value: string | null;
}

type Draft = { -readonly [K in keyof TypedLine]: TypedLine[K] } & { readonly operands: string[]; readonly given: GivenOption[] };

/** Reads what was typed, without the name of the program, as commander will; passes over whatever it will refuse. */
export function readTyped(typed: readonly string[], program: Command): TypedLine {
  const draft: Draft = {
    command: program,
    words: "",
    operands: [],
    given: [],
    valueOf: null,
    optionsEnded: false,
    isHelp: false,
  };
  for (const word of typed) take(word, draft);
  return draft;
}

function take(word: string, draft: Draft): void {
  if (draft.valueOf !== null) {
    draft.given.push({ option: draft.valueOf, value: word });
    draft.valueOf = null;
  } else if (draft.optionsEnded || !word.startsWith("-") || word === "-") takeOperand(word, draft);
  else if (word === "--") draft.optionsEnded = true;
  else if (word.startsWith("--")) takeLong(word, draft);
  else takeShort(word, draft);
}

function takeOperand(word: string, draft: Draft): void {
  const next =
    draft.operands.length === 0 && !draft.isHelp ? draft.command.commands.find((one) => isCalled(one, word)) : undefined;
  if (next !== undefined) {
    draft.command = next;
    draft.words = `${draft.words} ${next.name()}`.trim();
  } else if (word === "help" && draft.command.commands.length > 0 && draft.operands.length === 0) draft.isHelp = true;
  else draft.operands.push(word);
}

const isCalled = (command: Command, word: string): boolean => command.name() === word || command.aliases().includes(word);

function takeLong(word: string, draft: Draft): void {
  const { option, value } = longOption(word, draft.command);
  if (option === null) return;
  if (takesValue(option) && value === null) draft.valueOf = option;
  else draft.given.push({ option, value });
}

/** `-f`, `-n5`, `-fn 5` */
function takeShort(word: string, draft: Draft): void {
  for (let at = 1; at < word.length; at++) {
    const option = findOption(`-${word[at]}`, draft.command);
    if (option === null) return;
    const rest = word.slice(at + 1);
    if (!takesValue(option)) draft.given.push({ option, value: null });
    else if (rest === "") draft.valueOf = option;
    else {
      draft.given.push({ option, value: rest });
      return;
    }
  }
}

/** `--host`, or `--host=…` with what is typed of its value. */
export function longOption(word: string, command: Command): { readonly option: Option | null; readonly value: string | null } {
  const at = word.indexOf("=");
  return at === -1
    ? { option: findOption(word, command), value: null }
    : { option: findOption(word.slice(0, at), command), value: word.slice(at + 1) };
}

/** An option of the command or of those above it. */
export function findOption(flag: string, command: Command): Option | null {
  const own = command.options.find((option) => option.long === flag || option.short === flag);
  if (own !== undefined) return own;
  return command.parent === null ? null : findOption(flag, command.parent);
}

export const takesValue = (option: Option): boolean => option.required || option.optional;
