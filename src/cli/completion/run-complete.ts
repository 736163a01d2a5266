import type { Command } from "commander";
import { boundedAsk } from "../../core/bounded-ask.ts";
import { seconds } from "../../core/duration.ts";
import type { Terminal } from "../terminal.ts";
import { type Completion, NOTHING } from "./candidate.ts";
import { completeWords } from "./complete-words.ts";
import { givenChoices } from "./given-choices.ts";
import { namesHere } from "./names-here.ts";
import { bashReplyText, replyText } from "./reply-text.ts";
import { shellWords } from "./shell-words.ts";

/** Whatever happens, the prompt is not kept waiting longer. */
const ANSWERS_WITHIN = seconds(2);

const ASSIGNMENT = /^\w+=/;

/**
 * What the scripts ask at every TAB: `words WORD…`, the last one up to the cursor, or, for Bash, `line LINE WORD` with the line up to
 * the cursor and what Bash takes for the word. Answers as {@link replyText} has it. Whatever is wrong, it has nothing to say, and says
 * nothing of it: somebody is in the midst of typing.
 */
export async function runComplete(asked: readonly string[], program: Command, terminal: Terminal): Promise<number> {
  const [form, ...rest] = asked;
  if (form === "words") terminal.stdout.write(replyText(await complete(rest, program, terminal)));
  if (form === "line") terminal.stdout.write(await completeLine(rest[0] ?? "", rest[1] ?? "", program, terminal));
  return 0;
}

async function completeLine(line: string, atCursor: string, program: Command, terminal: Terminal): Promise<string> {
  const words = shellWords(line).map(({ text }) => text);
  const name = words.findIndex((word) => !ASSIGNMENT.test(word));
  const typed = words.slice(name + 1);
  if (name === -1 || typed.length === 0) return "";
  return bashReplyText(await complete(typed, program, terminal), typed.at(-1) ?? "", atCursor);
}

async function complete(words: readonly string[], program: Command, terminal: Terminal): Promise<Completion> {
  const ask = () =>
    completeWords(words, program, (line) => namesHere(givenChoices(line, program, terminal), terminal, line.operands));
  const late = () => new Error("it took too long");
  return await boundedAsk(ask, { clock: terminal.clock, within: ANSWERS_WITHIN, late }).result.catch(() => NOTHING);
}
