import { describe, expect, test } from "vitest";
import { examplesOf } from "../../../src/cli/commands/add-command.ts";
import { kindsAt } from "../../../src/cli/completion/argument-kinds.ts";
import { placeOf } from "../../../src/cli/completion/complete-words.ts";
import { shellWords } from "../../../src/cli/completion/shell-words.ts";
import { allCommands, idleTree, wordsOf } from "./command-tree.ts";
import { fakeTerminal } from "./fake-terminal.ts";

// What must hold for every command, also for those that are still to come.

const commands = allCommands(idleTree()).map((command) => [wordsOf(command), command] as const);

test("all commands are looked at", () => {
  expect(commands.length).toBeGreaterThan(30);
  expect(commands.map(([words]) => words)).toContain("ImageServing rollout show");
});

describe("examples", () => {
  test.each(commands)("the help of `%s` has some", (words, command) => {
    const examples = examplesOf(command);
    expect(examples.length, `no examples; give some to addCommand for: ${words}`).toBeGreaterThan(0);
    const { terminal, stdout } = fakeTerminal();
    command.configureOutput({ writeOut: (text) => terminal.stdout.write(text) }).outputHelp();
    for (const [typed, does] of examples)
      expect(stdout.text).toMatch(new RegExp(`^ {2}${escaped(typed)}\\s+${escaped(does)}$`, "m"));
  });

  const typed = commands.flatMap(([words, command]) => examplesOf(command).map(([line]) => [line, words] as const));

  test.each(typed)("`%s` can be typed", async (line, words) => {
    const [name, ...args] = shellWords(commandIn(line)).map(({ text }) => text);
    const { terminal, stderr } = fakeTerminal();
    const problem = await idleTree(terminal)
      .parseAsync(args, { from: "user" })
      .then(
        () => "",
        () => stderr.text,
      );
    expect([name, problem], `an example of ${words}`).toEqual(["ImageServing", ""]);
  });

  test.each(commands)("the first example of `%s` is of that command", (words, command) => {
    const [first] = examplesOf(command);
    expect(`${commandIn(first?.[0] ?? "")} `.startsWith(`${words} `), first?.[0]).toBe(true);
  });
});

describe("completion", () => {
  const places = commands.flatMap(([words, command]) => {
    const below = words.split(" ").slice(1).join(" ");
    const options = command.options.filter((one) => (one.required || one.optional) && one.argChoices === undefined);
    const operands = command.registeredArguments.filter((one) => one.argChoices === undefined);
    return [
      ...options.map((one) => placeOf(one, below)),
      ...operands.map((one) => ({ words: below, option: null, placeholder: one.name() })),
    ];
  });

  test("there are places to look at", () => expect(places.length).toBeGreaterThan(50));

  test.each(places)("it is known what $words $option <$placeholder> takes", (place) => {
    expect(kindsAt(place), "say it in src/cli/completion/argument-kinds.ts").not.toBeNull();
  });
});

/** The command line within an example: what a shell does with its output is the shell's. */
const commandIn = (line: string): string => (/<\((.*)\)$/.exec(line)?.[1] ?? line).replace(/ (?:\||>>?) .*$/, "");

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
