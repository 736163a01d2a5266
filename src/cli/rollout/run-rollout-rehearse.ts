import { type MonoMs, seconds } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { LeaseId } from "../../core/names.ts";
import { conditionsOf, type HostLook } from "../../fleet/rollout/host-look.ts";
import type { RolloutHeader } from "../../fleet/rollout/journal-record.ts";
import { orderHosts } from "../../fleet/rollout/order-hosts.ts";
import type { RolloutPlan } from "../../fleet/rollout/plan-batches.ts";
import type { RolloutPolicy } from "../../fleet/rollout/rollout-policy.ts";
import { type Rehearsal, rehearse } from "../../fleet/rollout/simulation/rehearse.ts";
import { SimulatedHost, type SimulatedHostSpec } from "../../fleet/rollout/simulation/simulated-host.ts";
import { selectHosts } from "../../fleet/select-hosts.ts";
import type { CommandContext } from "../command-context.ts";
import { type Fleet, openFleet } from "../fleet/open-fleet.ts";
import { sayContext } from "../fleet/say-context.ts";
import { SCHEMA_VERSION } from "../frame.ts";
import { rehearsalText } from "../render/rehearsal-text.ts";
import { isStructured, jsonLine, writeData } from "../structured-output.ts";
import { rolloutExitCode } from "./carry-out.ts";
import { lookAtFleet, NOT_SEEN, pastTimes, planFleet, policyFor, type RolloutAim } from "./plan-fleet.ts";
import { planObject } from "./plan-object.ts";
import { NEVER_SEEN, rehearsalHosts } from "./rehearsal-hosts.ts";
import { rolloutEventObject } from "./rollout-event-object.ts";
import type { RolloutChoices } from "./rollout-options.ts";

/** How a rollout is rehearsed. */
export interface RehearsalChoices extends RolloutChoices {
  /** Selectors of the hosts on which the operation fails. */
  readonly fail: readonly string[];
  /** Contact no host. */
  readonly offline: boolean;
}

/** For the look at a host. */
const ANSWERS_WITHIN = seconds(5);

/**
 * Goes through a rollout on a virtual clock, over simulated hosts that stand as the real ones do and take as long as they took
 * before. Hosts are looked at, unless that is not wanted, and nothing else is asked of them; hooks are not run, and there is no
 * journal. Resolves as the rollout would.
 */
export async function runRolloutRehearse(aim: RolloutAim, wanted: RehearsalChoices, context: CommandContext): Promise<number> {
  if (context.choices.selection === null)
    throw new FaultError({ code: "INVALID_REQUEST", problem: "say over which hosts, with --host or --all" });
  return await rehearseFleet(aim, wanted, await openFleet(context, ANSWERS_WITHIN), context);
}

/** The same, of a fleet that is open. */
export async function rehearseFleet(
  { kind, components }: RolloutAim,
  wanted: RehearsalChoices,
  fleet: Fleet,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const failing = failingHosts(wanted.fail, fleet);
  const policy = policyFor(kind, wanted, fleet);
  sayContext(fleet, context);
  const looks = wanted.offline
    ? new Map(fleet.hosts.map(({ name }) => [name, IN_SERVICE]))
    : await lookAtFleet(REHEARSAL, { kind, components }, fleet, policy, terminal.interrupted);
  terminal.interrupted.throwIfAborted();
  const ordered = orderHosts(fleet.hosts, policy);
  const took = pastTimes(kind, components, context);
  const plan = planFleet(ordered, looks, policy, took);
  const hosts = ordered.map(({ name, labels }) => ({
    name,
    spread: policy.spread === null ? null : (labels.get(policy.spread) ?? null),
    look: looks.get(name) ?? NOT_SEEN,
  }));
  const specs = rehearsalHosts({ hosts, components, took, failing });
  const header = headerFor({ kind, components }, policy, specs, context);
  const rehearsal = await rehearse(header, specs, fleet.clock.wall());
  return await print(rehearsal, plan, policy, context);
}

const REHEARSAL = "rehearsal" as LeaseId;
/** The virtual clock begins with it. */
const BEGINNING = 0 as MonoMs;
const IN_SERVICE: HostLook = { t: "ready", components: [], configHash: "" };

/** Whoever names a host that has no part in it has meant something else. */
function failingHosts(selectors: readonly string[], { inventory, hosts }: Fleet): ReadonlySet<string> {
  const names = new Set(hosts.map(({ name }) => name));
  const named = selectors.flatMap((selector) => {
    const part = selectHosts(inventory, { hosts: [selector], exclude: [], all: false }).filter(({ name }) => names.has(name));
    if (part.length > 0) return part;
    throw new FaultError({ code: "INVALID_REQUEST", problem: `--fail ${selector}: none of these is a host of the rollout` });
  });
  return new Set(named.map(({ name }) => name));
}

/** Simulated hosts use no more after a restart than before: there is nothing to compare. */
const headerFor = (
  { kind, components }: RolloutAim,
  policy: RolloutPolicy,
  hosts: readonly SimulatedHostSpec[],
  { choices, terminal }: CommandContext,
): RolloutHeader => ({
  id: REHEARSAL,
  kind,
  components,
  by: terminal.userName,
  reason: choices.reason,
  hosts: hosts.map((host) => ({
    name: host.name,
    spread: host.spread,
    conditions: conditionsOf(new SimulatedHost(host).look(BEGINNING), components),
    operationId: null,
  })),
  policy: { ...policy, bake: "off" },
  retryOf: null,
  notes: {},
});

async function print(
  rehearsal: Rehearsal,
  plan: RolloutPlan,
  policy: RolloutPolicy,
  { choices, terminal, paint }: CommandContext,
): Promise<number> {
  const finished = rehearsal.events.at(-1);
  if (finished?.t !== "finished") throw new Error("the rehearsal did not say how it ended");
  const exitCode = rolloutExitCode(finished, null);
  const events = rehearsal.events.map((event) => ({ ...rolloutEventObject(event), command: "rollout rehearse" }));
  if (choices.output === "jsonl") {
    for (const event of events) terminal.stdout.write(jsonLine(event));
  } else if (isStructured(choices.output)) {
    const head = { schemaVersion: SCHEMA_VERSION, command: "rollout rehearse", exitCode };
    const data = { ...head, plan: planObject(plan, policy).plan, tookMs: rehearsal.took, events };
    terminal.stdout.write(await writeData(data, choices.output));
  } else {
    const layout = { width: terminal.stdout.columns, paint: paint.stdout, neverSeen: NEVER_SEEN };
    terminal.stdout.write(`${rehearsalText(rehearsal, finished, plan, policy, layout)}\n`);
  }
  return exitCode;
}
