import { randomUUID } from "node:crypto";
import { seconds } from "../../core/duration.ts";
import { ExitCode } from "../../core/exit-code.ts";
import { FaultError } from "../../core/fault.ts";
import type { LeaseId } from "../../core/names.ts";
import { conditionsOf, type HostLook } from "../../fleet/rollout/host-look.ts";
import type { RolloutHeader } from "../../fleet/rollout/journal-record.ts";
import { beginRollout } from "../../fleet/rollout/open-rollout.ts";
import { orderHosts } from "../../fleet/rollout/order-hosts.ts";
import type { RolloutPlan } from "../../fleet/rollout/plan-batches.ts";
import type { RolloutPolicy } from "../../fleet/rollout/rollout-policy.ts";
import type { CommandContext } from "../command-context.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import { planText } from "../render/rollout-plan-text.ts";
import { say } from "../say-error.ts";
import { isStructured, writeData } from "../structured-output.ts";
import { carryOut } from "./carry-out.ts";
import { lookAtFleet, NOT_SEEN, pastTimes, planFleet, policyFor, type RolloutAim } from "./plan-fleet.ts";
import { planObject } from "./plan-object.ts";
import { rolloutDir } from "./rollout-folder.ts";
import type { RolloutChoices } from "./rollout-options.ts";

/** Plans a rollout over a fleet, asks whether that is meant where somebody is there, and carries it out. */
export async function beginFleetRollout(
  { kind, components }: RolloutAim,
  wanted: RolloutChoices,
  fleet: Fleet,
  context: CommandContext,
): Promise<number> {
  const { choices, terminal, paint } = context;
  const policy = policyFor(kind, wanted, fleet);
  if (policy.pause === "ask" && terminal.ask === null)
    throw new FaultError({
      code: "INVALID_REQUEST",
      problem: "--pause ask needs a terminal, and somebody at it; say how long instead, as in 30s",
    });
  const id = randomUUID() as string as LeaseId;
  const looks = await lookAtFleet(id, { kind, components }, fleet, policy, terminal.interrupted);
  terminal.interrupted.throwIfAborted();
  const ordered = orderHosts(fleet.hosts, policy);
  const plan = planFleet(ordered, looks, policy, pastTimes(kind, components, context));
  if (wanted.plan) {
    const text = isStructured(choices.output)
      ? await writeData(planObject(plan, policy), choices.output)
      : `${planText(plan, policy, { width: terminal.stdout.columns, paint: paint.stdout })}\n`;
    terminal.stdout.write(text);
    return ExitCode.OK;
  }
  if (!(await confirmed(plan, policy, wanted, context))) {
    say("nothing was done", context);
    return ExitCode.FAILED;
  }
  const header = rolloutHeader(id, { kind, components }, { ordered, looks, policy }, fleet, context);
  await using open = await beginRollout(rolloutDir(choices), header, terminal.clock);
  return await carryOut(open, fleet, context);
}

/** What a rollout was planned with. */
export interface Planned {
  readonly ordered: Fleet["hosts"];
  readonly looks: ReadonlyMap<string, HostLook>;
  readonly policy: RolloutPolicy;
}

/** The beginning of a journal: what is done, where, and as what each host was known. */
export const rolloutHeader = (
  id: LeaseId,
  { kind, components }: RolloutAim,
  { ordered, looks, policy }: Planned,
  fleet: Fleet,
  context: CommandContext,
): RolloutHeader => ({
  id,
  kind,
  components,
  by: context.terminal.userName,
  reason: context.choices.reason,
  hosts: ordered.map(({ name, labels }) => ({
    name,
    spread: policy.spread === null ? null : (labels.get(policy.spread) ?? null),
    conditions: conditionsOf(looks.get(name) ?? NOT_SEEN, components),
    operationId: null,
  })),
  policy,
  retryOf: null,
  notes: notesOf(context, fleet),
});

/** Where the inventory was, for whoever goes on. */
export function notesOf({ choices }: CommandContext, fleet: Fleet): Readonly<Record<string, string>> {
  return {
    ...(choices.inventory === null ? {} : { inventory: fleet.inventory.source }),
    ...(fleet.context === null ? {} : { context: fleet.context }),
    ...(choices.timeout === null ? {} : { timeoutMs: String(choices.timeout) }),
  };
}

const ASKS_FOR = seconds(600);

/** Where nobody is there to be asked, whoever wrote the script has meant it. */
async function confirmed(
  plan: RolloutPlan,
  policy: RolloutPolicy,
  { yes }: RolloutChoices,
  context: CommandContext,
): Promise<boolean> {
  const { terminal, paint, choices } = context;
  if (yes || terminal.ask === null) return true;
  if (!choices.quiet)
    terminal.stderr.write(`${planText(plan, policy, { width: terminal.stderr.columns, paint: paint.stderr })}\n`);
  const patience = new AbortController();
  const cancel = terminal.clock.after(ASKS_FOR, () => patience.abort(), { idle: true });
  const signal = AbortSignal.any([terminal.interrupted, patience.signal]);
  const answer = await terminal.ask(`${policy.kind} ${policy.total} hosts?`, signal);
  cancel();
  terminal.interrupted.throwIfAborted();
  return answer;
}
