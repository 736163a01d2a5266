import { FaultError } from "../../core/fault.ts";
import type { Lease } from "../../core/lease.ts";
import { type LeaseId, parseLeaseId } from "../../core/names.ts";
import type { CommandContext } from "../command-context.ts";
import { answerExitCode, worstExitCode } from "../exit-codes.ts";
import { type Fleet, openFleet } from "../fleet/open-fleet.ts";
import { sayContext } from "../fleet/say-context.ts";
import { sayFleetErrors } from "../fleet/say-fleet-errors.ts";
import { frameOf, plainObject } from "../frame.ts";
import type { HostAnswer } from "../host-answer.ts";
import { brokenText } from "../render/broken-text.ts";
import { isStructured, writeFrame } from "../structured-output.ts";
import { Interrupted } from "../terminal.ts";
import { ANSWERS_WITHIN, askLeases } from "./ask-leases.ts";
import { leaseObject } from "./lease-object.ts";

/** Takes the lock of a rollout away from it on the selected hosts; a lock of another one stays. */
export async function runBreakLock(named: string, context: CommandContext): Promise<number> {
  const { choices } = context;
  const id = parseLeaseId(named);
  if (id === null) throw refused(`${JSON.stringify(named)} is no id of a rollout; see them with: ImageServing rollout locks`);
  if (choices.selection === null)
    throw refused("say on which hosts, with --host or --all; see them with: ImageServing rollout locks");
  return await breakLock(id, await openFleet(context, choices.timeout ?? ANSWERS_WITHIN), context);
}

/** The same, of a fleet that is open. */
export async function breakLock(id: LeaseId, fleet: Fleet, context: CommandContext): Promise<number> {
  const { choices, terminal, paint } = context;
  sayContext(fleet, context);
  const answers = await askLeases(fleet, context, (host, expectedHost, call) =>
    host.breakLease({ id, expectedHost }, choices.reason, call),
  );
  const reason: unknown = terminal.interrupted.reason;
  const exitCode = reason instanceof Interrupted ? reason.exitCode : worstExitCode(answers.map(answerExitCode));
  if (isStructured(choices.output)) {
    terminal.stdout.write(await writeFrame(frameOf("rollout break-lock", exitCode, answers.map(objectOf)), choices.output));
  } else if (!choices.quiet) {
    const text = brokenText(answers, { width: terminal.stdout.columns, paint: paint.stdout });
    terminal.stdout.write(`${text}\n`);
  }
  sayFleetErrors(answers, fleet, context);
  return exitCode;
}

const objectOf = ({ value, ...answer }: HostAnswer<Lease>) =>
  plainObject({ ...answer, value: value === null ? null : { lease: leaseObject(value) } });

const refused = (problem: string): FaultError => new FaultError({ code: "INVALID_REQUEST", problem });
