import type { HostStatus } from "../../core/status.ts";
import { foldAnswers } from "../../fleet/fold-answers.ts";
import type { Answer } from "../../fleet/outcome.ts";
import type { CommandContext } from "../command-context.ts";
import type { HostAnswer } from "../host-answer.ts";
import { errorBlock } from "../render/error-block.ts";
import { addressBook, type Fleet } from "./open-fleet.ts";

/** Says on stderr, quiet or not, which hosts did not answer, or said no, and why: those of which the same is said together. */
export function sayFleetErrors(
  answers: readonly HostAnswer<unknown>[],
  fleet: Pick<Fleet, "hosts" | "aim">,
  { terminal, paint }: Pick<CommandContext, "terminal" | "paint">,
): void {
  const errors = answers.flatMap(({ host, outcome, error }): readonly Answer<HostStatus>[] =>
    error === null || outcome === "ok" ? [] : [{ host, outcome, error }],
  );
  const options = { width: terminal.stderr.columns, paint: paint.stderr, aim: fleet.aim };
  const lines = foldAnswers(errors, addressBook(fleet)).flatMap((group) =>
    group.error === null ? [] : errorBlock({ ...group, error: group.error }, options),
  );
  if (lines.length > 0) terminal.stderr.write(`${lines.join("\n")}\n`);
}
