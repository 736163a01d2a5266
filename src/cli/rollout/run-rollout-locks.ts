import type { Lease } from "../../core/lease.ts";
import type { CommandContext } from "../command-context.ts";
import { answerExitCode, worstExitCode } from "../exit-codes.ts";
import { type Fleet, openFleet } from "../fleet/open-fleet.ts";
import { sayFleetErrors } from "../fleet/say-fleet-errors.ts";
import { frameOf, plainObject } from "../frame.ts";
import type { HostAnswer } from "../host-answer.ts";
import { locksText } from "../render/locks-text.ts";
import { isStructured, writeFrame } from "../structured-output.ts";
import { Interrupted } from "../terminal.ts";
import { ANSWERS_WITHIN, askLeases } from "./ask-leases.ts";
import { leaseObject } from "./lease-object.ts";

/** What a host says of its lease. */
export interface HostLease {
  /** Null: nobody has it. */
  readonly lease: Lease | null;
}

/** Shows which rollouts hold the selected hosts, or all: whose, since when, and until when. */
export async function runRolloutLocks(context: CommandContext): Promise<number> {
  const { choices } = context;
  const selection = { hosts: [], exclude: [], ...choices.selection, all: (choices.selection?.hosts ?? []).length === 0 };
  const own = { ...context, choices: { ...choices, selection } };
  return await rolloutLocks(await openFleet(own, choices.timeout ?? ANSWERS_WITHIN), own);
}

/** The same, of a fleet that is open. */
export async function rolloutLocks(fleet: Fleet, context: CommandContext): Promise<number> {
  const { choices, terminal, paint } = context;
  const answers = await askLeases(fleet, context, async (host, name, call): Promise<HostLease> => {
    return { lease: await host.getLease(name, call) };
  });
  const reason: unknown = terminal.interrupted.reason;
  const exitCode = reason instanceof Interrupted ? reason.exitCode : worstExitCode(answers.map(answerExitCode));
  if (isStructured(choices.output)) {
    terminal.stdout.write(await writeFrame(frameOf("rollout locks", exitCode, answers.map(objectOf)), choices.output));
  } else if (!choices.quiet) {
    const options = { width: terminal.stdout.columns, paint: paint.stdout, now: terminal.clock.wall() };
    terminal.stdout.write(`${locksText(answers, options)}\n`);
  }
  sayFleetErrors(answers, fleet, context);
  return exitCode;
}

const objectOf = ({ value, ...answer }: HostAnswer<HostLease>) =>
  plainObject({
    ...answer,
    value: value === null ? null : { lease: value.lease === null ? null : leaseObject(value.lease) },
  });
