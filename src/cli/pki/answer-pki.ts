import { FaultError } from "../../core/fault.ts";
import type { CommandContext } from "../command-context.ts";
import { answerExitCode } from "../exit-codes.ts";
import { frameOf, plainObject } from "../frame.ts";
import { answered, type HostAnswer, notAnswered } from "../host-answer.ts";
import { say, sayErrors } from "../say-error.ts";
import { isStructured, writeFrame } from "../structured-output.ts";

/** What came of a `pki` command. */
export interface PkiAnswer {
  /** For programs. */
  readonly object: Readonly<Record<string, unknown>>;
  /** For people, on stdout; whole lines. */
  readonly text: string;
  /** What else there is to know, on stderr. */
  readonly notes: readonly string[];
}

/** Does the work of a `pki` command and prints what came of it, in the frame that all commands have. */
export async function answerPki(command: string, context: CommandContext, work: () => Promise<PkiAnswer>): Promise<number> {
  const { choices, terminal } = context;
  const answer = await tried(terminal.hostName, work);
  const exitCode = answerExitCode(answer);
  if (isStructured(choices.output)) {
    const host = plainObject({ ...answer, value: answer.value?.object ?? null });
    terminal.stdout.write(await writeFrame(frameOf(command, exitCode, [host]), choices.output));
  } else if (answer.value !== null && !choices.quiet) terminal.stdout.write(answer.value.text);
  if (!choices.quiet) for (const note of answer.value?.notes ?? []) say(note, context);
  sayErrors([answer], context);
  return exitCode;
}

async function tried(host: string, work: () => Promise<PkiAnswer>): Promise<HostAnswer<PkiAnswer>> {
  try {
    return answered(host, await work());
  } catch (error) {
    if (error instanceof FaultError) return notAnswered(host, error);
    throw error;
  }
}
