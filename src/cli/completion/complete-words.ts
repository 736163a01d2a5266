import type { Argument, Command, Option } from "commander";
import { type ArgumentKind, type ArgumentPlace, kindsAt } from "./argument-kinds.ts";
import { bare, type Candidate, type Completion, NOTHING, offered } from "./candidate.ts";
import { candidatesOf } from "./kind-candidates.ts";
import type { KnownNames } from "./known-names.ts";
import { findOption, longOption, readTyped, type TypedLine, takesValue } from "./typed-line.ts";

/** What is known where this was typed: `--home` and `--context` have a say in it. */
export type NamesFor = (line: TypedLine) => KnownNames;

/**
 * What could stand in place of the last word.
 * @param words without the name of the program; the last is the one that is being typed, up to the cursor.
 */
export async function completeWords(words: readonly string[], program: Command, namesFor: NamesFor): Promise<Completion> {
  const [typed, line] = [words.at(-1) ?? "", readTyped(words.slice(0, -1), program)];
  const names = namesFor(line);
  if (line.valueOf !== null) return await valuesOf(line.valueOf, typed, line, names);
  if (line.optionsEnded || !typed.startsWith("-")) return await operands(typed, line, names);
  const { option, prefix } = attached(typed, line.command);
  if (option === null) return { also: null, candidates: offered(optionNames(typed, line, program), typed) };
  const { also, candidates } = await valuesOf(option, typed.slice(prefix.length), line, names);
  return { also, candidates: candidates.map(({ value, description }) => ({ value: `${prefix}${value}`, description })) };
}

/** The option whose value is typed in the same word, and where it begins: `--host=no`, `-Hno`. */
function attached(word: string, command: Command): { readonly option: Option | null; readonly prefix: string } {
  if (word.startsWith("--")) {
    const { option, value } = longOption(word, command);
    return { option: value === null ? null : option, prefix: value === null ? "" : word.slice(0, word.length - value.length) };
  }
  const short = word.length < 3 ? null : findOption(word.slice(0, 2), command);
  return { option: short !== null && takesValue(short) ? short : null, prefix: word.slice(0, 2) };
}

/** The options that the help of the command offers. A switch that was given already is not offered again. */
function optionNames(typed: string, { command, given }: TypedLine, program: Command): readonly Candidate[] {
  const help = command.createHelp();
  const all = [...help.visibleOptions(command), ...(command === program ? [] : help.visibleGlobalOptions(command))];
  const useful = all.filter((option) => takesValue(option) || !given.some((one) => one.option === option));
  return useful.flatMap(({ long, short, description }) => {
    const flags = [long, short === typed ? short : undefined].filter((flag) => flag !== undefined);
    return flags.map((value) => ({ value, description }));
  });
}

async function operands(typed: string, line: TypedLine, names: KnownNames): Promise<Completion> {
  const { command, words, operands: before, isHelp } = line;
  if (command.commands.length > 0) return before.length > 0 ? NOTHING : { also: null, candidates: commandNames(typed, line) };
  const argument = command.registeredArguments[before.length] ?? lastOf(command.registeredArguments);
  if (argument === null || isHelp) return NOTHING;
  const place = { words, option: null, placeholder: argument.name() };
  const { also, candidates } = await values(argument.argChoices, place, typed, names);
  const known = argument.variadic ? candidates.filter(({ value }) => !before.includes(value)) : candidates;
  return { also, candidates: known };
}

/** The last argument, where it takes as many as there are. */
function lastOf(all: readonly Argument[]): Argument | null {
  const last = all.at(-1);
  return last?.variadic === true ? last : null;
}

function commandNames(typed: string, { command, isHelp }: TypedLine): readonly Candidate[] {
  const all = command.createHelp().visibleCommands(command);
  const named = all.map((one) => ({ value: one.name(), description: one.summary() || one.description() }));
  return offered(
    named.filter(({ value }) => !isHelp || value !== "help"),
    typed,
  );
}

const valuesOf = (option: Option, typed: string, { words }: TypedLine, names: KnownNames): Promise<Completion> =>
  values(option.argChoices, placeOf(option, words), typed, names);

/** Where the value of an option stands, in the words of {@link ArgumentPlace}. */
export const placeOf = ({ long, short, flags }: Option, words: string): ArgumentPlace => ({
  words,
  option: long ?? short ?? "",
  placeholder: /[<[](.*?)(?:\.\.\.)?[>\]]/.exec(flags)?.[1] ?? "",
});

async function values(choices: readonly string[] | undefined, place: ArgumentPlace, typed: string, names: KnownNames) {
  if (choices !== undefined) return { also: null, candidates: offered(bare(choices), typed) };
  const kinds = kindsAt(place) ?? [];
  const found = await Promise.all(kinds.map((kind) => candidatesOf(kind, typed, names).catch(() => [])));
  return { also: shellsOwn(kinds), candidates: offered(found.flat(), typed) };
}

const shellsOwn = (kinds: readonly ArgumentKind[]): Completion["also"] =>
  kinds.includes("file") ? "files" : kinds.includes("folder") ? "folders" : null;
