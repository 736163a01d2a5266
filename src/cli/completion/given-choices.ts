import type { Command } from "commander";
import { type Choices, readChoices } from "../choices.ts";
import type { Terminal } from "../terminal.ts";
import type { GivenOption, TypedLine } from "./typed-line.ts";

/** What the options of the program say that were typed already. One that nobody can read is as if it were not there. */
export function givenChoices({ given }: TypedLine, program: Command, terminal: Terminal): Choices {
  for (const one of given) if (program.options.includes(one.option)) giveOption(one, program, terminal.env);
  return readChoices(program, terminal);
}

function giveOption({ option, value }: GivenOption, program: Command, env: Terminal["env"]): void {
  const name = option.attributeName();
  try {
    if (value === null) program.setOptionValue(name, !option.negate);
    else {
      const text = expanded(value, env);
      const before: unknown = program.getOptionValue(name);
      program.setOptionValue(name, option.parseArg === undefined ? text : option.parseArg(text, before));
    }
  } catch {
    // it is refused when the line is run
  }
}

/** `~/x`, `$HOME/x`, `${HOME}/x`: the shell has not come to it yet. */
function expanded(text: string, env: Terminal["env"]): string {
  const home = /^~(?=\/|$)/.test(text) && env.HOME !== undefined ? `${env.HOME}${text.slice(1)}` : text;
  return home.replaceAll(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (whole, plain?: string, braced?: string) => env[plain ?? braced ?? ""] ?? whole,
  );
}
