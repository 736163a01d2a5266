import { randomUUID } from "node:crypto";
import { type Ms, ms, seconds } from "../../core/duration.ts";
import { ExitCode } from "../../core/exit-code.ts";
import { FaultError } from "../../core/fault.ts";
import type { LeaseId } from "../../core/names.ts";
import type { OperationKind } from "../../core/operation.ts";
import { conditionsOf, type HostLook } from "../../fleet/rollout/host-look.ts";
import type { RolloutHeader } from "../../fleet/rollout/journal-record.ts";
import { listRollouts } from "../../fleet/rollout/list-rollouts.ts";
import { lookAround } from "../../fleet/rollout/look-around.ts";
import { beginRollout } from "../../fleet/rollout/open-rollout.ts";
import { orderHosts } from "../../fleet/rollout/order-hosts.ts";
import { planBatches, type RolloutPlan } from "../../fleet/rollout/plan-batches.ts";
import { NO_HOOKS } from "../../fleet/rollout/rollout-fleet.ts";
import { DEFAULT_LIMITS, type RolloutPolicy, resolvePolicy } from "../../fleet/rollout/rollout-policy.ts";
import { mergeWish } from "../../fleet/rollout/rollout-wish.ts";
import type { CommandContext } from "../command-context.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import { planText } from "../render/rollout-plan-text.ts";
import { say } from "../say-error.ts";
import { isStructured, writeData } from "../structured-output.ts";
import { carryOut } from "./carry-out.ts";
import { FleetAdapter } from "./fleet-adapter.ts";
import { KeptConnections } from "./kept-connections.ts";
import { planObject } from "./plan-object.ts";
import { rolloutDir } from "./rollout-folder.ts";
import type { RolloutChoices } from "./rollout-options.ts";

/** What is to be done on many hosts. */
export interface RolloutAim {
  readonly kind: OperationKind;
  readonly components: readonly string[];
}

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
  const looks = await look(id, { kind, components }, fleet, policy, terminal.interrupted);
  terminal.interrupted.throwIfAborted();
  const ordered = orderHosts(fleet.hosts, policy);
  const plan = planOf(ordered, looks, policy, past(kind, components, context));
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
  const header: RolloutHeader = {
    id,
    kind,
    components,
    by: terminal.userName,
    reason: choices.reason,
    hosts: ordered.map(({ name, labels }) => ({
      name,
      spread: policy.spread === null ? null : (labels.get(policy.spread) ?? null),
      conditions: conditionsOf(looks.get(name) ?? NOT_SEEN, components),
      operationId: null,
    })),
    policy,
    retryOf: null,
    notes: notesOf(context, fleet),
  };
  await using open = await beginRollout(rolloutDir(choices), header, terminal.clock);
  return await carryOut(open, fleet, context);
}

/** Where the inventory was, for whoever goes on. */
export function notesOf({ choices }: CommandContext, fleet: Fleet): Readonly<Record<string, string>> {
  return {
    ...(choices.inventory === null ? {} : { inventory: fleet.inventory.source }),
    ...(fleet.context === null ? {} : { context: fleet.context }),
    ...(choices.timeout === null ? {} : { timeoutMs: String(choices.timeout) }),
  };
}

const NOT_SEEN: HostLook = { t: "unreachable", why: "it was not looked at" };

/** No batch is larger than what is asked at once anyhow. An operation has its own deadline first, where one was given. */
function policyFor(kind: OperationKind, { wish }: RolloutChoices, fleet: Fleet): RolloutPolicy {
  const names = fleet.hosts.map(({ name }) => name);
  const seeded =
    wish.order === "random" && wish.seed === null ? { ...wish, seed: Math.trunc(fleet.clock.wall().getTime() % 1e9) } : wish;
  const policy = resolvePolicy(mergeWish(seeded, kind, fleet.inventory, names), kind, names.length, {
    ...DEFAULT_LIMITS,
    look: ms(fleet.connectTimeout + fleet.callTimeout),
  });
  const { spread } = policy;
  if (spread !== null && !fleet.hosts.some(({ labels }) => labels.has(spread)))
    throw new FaultError({
      code: "INVALID_REQUEST",
      problem: `spread: none of these hosts has a label ${spread} in ${fleet.inventory.source}`,
    });
  return { ...policy, batch: Math.min(policy.batch, fleet.concurrency) };
}

async function look(
  id: LeaseId,
  { kind, components }: RolloutAim,
  fleet: Fleet,
  { limits }: RolloutPolicy,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HostLook>> {
  using connections = new KeptConnections(fleet);
  const adapter = new FleetAdapter(fleet, connections, { id, kind, components, reason: "", timeout: null, hooks: NO_HOOKS });
  const names = fleet.hosts.map(({ name }) => name);
  return await lookAround(names, adapter, { clock: fleet.clock, within: limits.look, signal });
}

function planOf(
  hosts: Fleet["hosts"],
  looks: ReadonlyMap<string, HostLook>,
  policy: RolloutPolicy,
  took: ReadonlyMap<string, Ms>,
): RolloutPlan {
  const planned = hosts.map(({ name, labels }) => ({
    name,
    spread: policy.spread === null ? null : (labels.get(policy.spread) ?? null),
    look: looks.get(name) ?? NOT_SEEN,
    took: took.get(name) ?? null,
  }));
  return planBatches(planned, policy);
}

/** How long the same took on each host the last time, by the journals that are here. */
function past(kind: OperationKind, components: readonly string[], { choices }: CommandContext): ReadonlyMap<string, Ms> {
  const took = new Map<string, Ms>();
  for (const rollout of listRollouts(rolloutDir(choices))) {
    if (rollout.standing === "unreadable") continue;
    const { header, hosts } = rollout.state;
    if (header.kind !== kind || header.components.join() !== components.join()) continue;
    for (const [name, { stage, tookMs }] of hosts) {
      if (stage !== "done" || tookMs === null || took.has(name)) continue;
      took.set(name, ms(Math.max(0, tookMs - header.policy.minReady)));
    }
  }
  return took;
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
