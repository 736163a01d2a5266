import { randomUUID } from "node:crypto";
import { FaultError } from "../../core/fault.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import type { LeaseId, OperationId } from "../../core/names.ts";
import type { OperationKind } from "../../core/operation.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import { parseAmount } from "../../fleet/rollout/amount.ts";
import type { RolloutHeader } from "../../fleet/rollout/journal-record.ts";
import { orderHosts } from "../../fleet/rollout/order-hosts.ts";
import type { PlanWish } from "../../web/protocol.ts";
import type { CommandContext } from "../command-context.ts";
import { shellWord } from "../fleet/aim.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import { paintWhere } from "../render/paint.ts";
import { planText } from "../render/rollout-plan-text.ts";
import { whatWords } from "../render/rollout-words.ts";
import { rolloutHeader } from "../rollout/begin-rollout.ts";
import { lookAtFleet, pastTimes, planFleet, policyFor } from "../rollout/plan-fleet.ts";
import { readRolloutChoices } from "../rollout/rollout-options.ts";
import type { WatchedHost } from "../watch/watched-host.ts";
import { operationPlanLines } from "./operation-plan-lines.ts";

/** What would be done, as it is shown. */
interface Shown {
  readonly title: string;
  readonly lines: readonly string[];
  readonly command: string;
}

/** All that is needed to do it, the id included under which it can be done once. */
export type Prepared = Shown &
  (
    | {
        readonly t: "operation";
        readonly id: OperationId;
        readonly host: InventoryHost;
        readonly kind: OperationKind;
        readonly components: readonly string[];
        readonly reason: string;
      }
    | {
        readonly t: "rollout";
        readonly id: LeaseId;
        readonly header: RolloutHeader;
        /** Its hosts alone. */
        readonly fleet: Fleet;
      }
  );

/** With what plans are made. */
export interface PlanningParts {
  readonly fleet: Fleet;
  readonly context: CommandContext;
  readonly watched: ReadonlyMap<string, WatchedHost>;
}

const MOST_COLUMNS = 100;

/** What a wish would do: on one host as the command for one does it, on several as a rollout. Changes nothing. */
export async function prepare(wish: PlanWish, parts: PlanningParts, signal: AbortSignal): Promise<Prepared> {
  const hosts = parts.fleet.hosts.filter(({ name }) => wish.hosts.includes(name));
  const missing = wish.hosts.filter((name) => !hosts.some((host) => host.name === name));
  if (missing.length > 0) throw refused(`this dashboard has no host ${missing.map((name) => JSON.stringify(name)).join(", ")}`);
  const [host, ...others] = hosts;
  if (host === undefined) throw refused("no host is named");
  checkComponents(wish.components, hosts, parts.watched);
  return others.length === 0 ? operation(wish, host, parts) : await rollout(wish, hosts, parts, signal);
}

function operation({ kind, components, reason }: PlanWish, host: InventoryHost, { fleet, watched }: PlanningParts): Prepared {
  const seen = watched.get(host.name);
  return {
    t: "operation",
    id: randomUUID() as string as OperationId,
    host,
    kind,
    components,
    reason,
    title: `${whatWords(kind, components)} on ${host.name}`,
    lines: seen === undefined ? [] : operationPlanLines(kind, components, seen, fleet.clock.now()),
    command: commandOf({ kind, components, batch: "" }, [host], fleet),
  };
}

async function rollout(
  wish: PlanWish,
  hosts: Fleet["hosts"],
  { fleet: whole, context }: PlanningParts,
  signal: AbortSignal,
): Promise<Prepared> {
  const { kind, components, reason } = wish;
  const fleet: Fleet = {
    ...whole,
    hosts,
    open: (host) => whole.open(host),
    callContext: (own) => whole.callContext(own),
  };
  const choices = readRolloutChoices(wish.batch === "" ? {} : { batch: batchOf(wish.batch) });
  const policy = policyFor(kind, choices, fleet);
  const id = randomUUID() as string as LeaseId;
  const looks = await lookAtFleet(id, { kind, components }, fleet, policy, signal);
  signal.throwIfAborted();
  const ordered = orderHosts(hosts, policy);
  const plan = planFleet(ordered, looks, policy, pastTimes(kind, components, context));
  const own = { ...context, choices: { ...context.choices, reason } };
  return {
    t: "rollout",
    id,
    fleet,
    header: rolloutHeader(id, { kind, components }, { ordered, looks, policy }, fleet, own),
    title: `${whatWords(kind, components)} on ${hosts.length} hosts`,
    lines: planText(plan, policy, { width: MOST_COLUMNS, paint: paintWhere(false) }).split("\n"),
    command: commandOf(wish, hosts, fleet),
  };
}

function batchOf(text: string) {
  const amount = parseAmount(text);
  const value = amount === null ? 0 : amount.kind === "percent" ? amount.percent : amount.count;
  if (amount === null || value < 1 || (amount.kind === "percent" && value > 100))
    throw refused("at once: write a number of hosts, as in 3, or a share of them, as in 25%");
  return amount;
}

/** A name that no host has is a mistake; of hosts that were never heard it is not known. */
function checkComponents(asked: readonly string[], hosts: Fleet["hosts"], watched: ReadonlyMap<string, WatchedHost>): void {
  const statuses = hosts.map(({ name }) => watched.get(name)?.status ?? null);
  if (statuses.includes(null)) return;
  const known = [...new Set(statuses.flatMap((status) => status?.components.map(({ name }) => name as string) ?? []))];
  const names = asked.filter((name) => !known.includes(name));
  if (names.length > 0) throw new FaultError({ code: "UNKNOWN_COMPONENT", names, known });
}

function commandOf(
  { kind, components, batch }: Pick<PlanWish, "kind" | "components" | "batch">,
  hosts: Fleet["hosts"],
  fleet: Fleet,
) {
  const words = [kind, ...components, ...(batch === "" ? [] : ["--batch", batch])].map(shellWord).join(" ");
  return `${fleet.aim(foldHosts(hosts.map(({ name }) => name)))} ${words}`;
}

const refused = (problem: string): FaultError => new FaultError({ code: "INVALID_REQUEST", problem });
