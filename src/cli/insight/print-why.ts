import { ExitCode } from "../../core/exit-code.ts";
import type { Operation } from "../../core/operation.ts";
import type { CommandContext } from "../command-context.ts";
import { statusExitCode } from "../exit-codes.ts";
import { exitObject, frameOf, plainObject } from "../frame.ts";
import { answered, type HostAnswer } from "../host-answer.ts";
import { whyText } from "../render/why-text.ts";
import { isStructured, writeFrame } from "../structured-output.ts";
import { explain } from "./explain.ts";
import type { CommandFor, Explanation, WhyFacts } from "./why-facts.ts";

/** What is known of the host that was asked. */
export type WhyAnswer = HostAnswer<WhyFacts>;

/** Prints the explanation; returns the exit code, which is that of `status` for this component. */
export async function printWhy(
  name: string,
  answer: WhyAnswer,
  commandFor: CommandFor,
  context: CommandContext,
): Promise<ExitCode> {
  const { choices, terminal, paint } = context;
  const facts = answer.value;
  const exitCode = exitCodeOf(answer);
  const explanation = facts === null ? null : explain(facts);
  if (isStructured(choices.output)) {
    const value = facts === null || explanation === null ? null : whyObject(facts, explanation, commandFor);
    const host = plainObject({ ...answer, value: { component: name, ...value } });
    terminal.stdout.write(await writeFrame(frameOf("why", exitCode, [host]), choices.output));
  } else if (facts !== null && explanation !== null && !choices.quiet) {
    const [width, wide] = [terminal.stdout.columns, choices.output === "wide"];
    terminal.stdout.write(`${whyText(facts, explanation, { width, wide, paint: paint.stdout, commandFor })}\n`);
  }
  return exitCode;
}

function exitCodeOf({ host, outcome, value, error }: WhyAnswer): ExitCode {
  if (value === null) return statusExitCode({ host, outcome, value: null, error });
  const { status, chain } = value;
  if (status.supervisor.state === "dead") return ExitCode.FAILED;
  return statusExitCode(answered(host, { ...status, components: [chain[0]] }));
}

const whyObject = (facts: WhyFacts, explanation: Explanation, commandFor: CommandFor) => {
  const { chain, memory } = facts;
  const [component] = chain;
  const operations = typeof memory === "string" ? [] : memory.operations;
  return {
    title: component.title,
    verdict: explanation.verdict,
    headline: explanation.headline,
    since: explanation.since?.toISOString() ?? null,
    desired: component.desired,
    state: component.state,
    ready: component.ready,
    pid: component.pid,
    reason: component.reason,
    retryInSeconds: component.retryInMs === null ? null : component.retryInMs / 1_000,
    cause: explanation.cause,
    chain: chain.map(({ name }) => name),
    lastExit: lastExitOf(facts),
    endsInLastHour: explanation.endsInLastHour,
    operations: operations.map(operationObject),
    sections: explanation.sections,
    log: explanation.log,
    steps: explanation.steps.map(({ what, command }) => ({ what, command: command === null ? null : commandFor(command) })),
  };
};

/** Of the component at which the chain ends. */
function lastExitOf({ chain }: WhyFacts) {
  const exit = (chain.at(-1) ?? chain[0]).lastExit;
  return exit === null ? null : exitObject(exit);
}

const operationObject = ({ id, kind, requested, by, reason, result, startedAt }: Operation) => ({
  id,
  kind,
  components: requested,
  by,
  reason,
  result,
  startedAt: startedAt.toISOString(),
});
