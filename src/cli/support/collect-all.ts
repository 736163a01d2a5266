import { CHECK_WITHIN, runChecks } from "../../core/checks/check.ts";
import { ms, seconds } from "../../core/duration.ts";
import { FaultError, messageOf } from "../../core/fault.ts";
import { redactData } from "../../core/redact-data.ts";
import { type Outcome, outcomeOf } from "../../fleet/outcome.ts";
import { selectHosts } from "../../fleet/select-hosts.ts";
import type { CommandContext } from "../command-context.ts";
import { type InventoryReading, jumpBoxChecks } from "../doctor/jump-box-checks.ts";
import { readInventoryFor } from "../doctor/read-inventory-for.ts";
import { askFleet } from "../fleet/ask-fleet.ts";
import { type Fleet, fleetOf } from "../fleet/open-fleet.ts";
import type { Targets } from "../fleet/targets.ts";
import { openLocalHost } from "../local/open-local-host.ts";
import { ownName } from "../local/own-name.ts";
import { askAgent } from "../local/reach-agent.ts";
import { chooseFanOut } from "../render/fan-out-progress.ts";
import { rolloutDir } from "../rollout/rollout-folder.ts";
import { collectFiles } from "./collect-files.ts";
import { collectHost } from "./collect-host.ts";
import { collectJumpBox } from "./collect-jump-box.ts";
import { type HostParts, jsonFile, type SupportWish } from "./host-parts.ts";
import { hostFolder, JUMP_BOX } from "./support-folders.ts";

/** One host, or the jump box, as it was collected. */
export interface CollectedHost {
  /** Its folder in the archive. */
  readonly folder: string;
  readonly host: string;
  readonly outcome: Outcome;
  readonly parts: HostParts;
}

/** What comes of collecting. */
export interface Collected {
  /** The hosts in the order of the inventory; they come in another. */
  readonly order: readonly string[];
  /** One after the other, as they come. To be walked through once. */
  all(): AsyncIterable<CollectedHost>;
  /** Whether something that was there could not be had; once all has been walked through. */
  failed(): boolean;
}

/** Of how many hosts the parts may be in memory at once. */
const WIDTH = 4;
const ANSWERS_WITHIN = seconds(10);
/** For all parts of one host. */
const HOST_WITHIN = seconds(120);

/** Gets ready to collect, and contacts nobody. Rejects where the selection is at fault. */
export async function collectAll(wish: SupportWish, context: CommandContext): Promise<Collected> {
  const { selection } = context.choices;
  const reading = await readInventoryFor(context);
  const isJumpBox = reading.t === "valid" || reading.error.fault.code !== "NOT_CONFIGURED";
  let failed = false;
  const noted = async function* (all: AsyncIterable<CollectedHost>) {
    for await (const one of all) {
      failed ||= one.parts.failed;
      yield one;
    }
  };
  if (selection === null)
    return { order: [], all: () => noted(here(isJumpBox ? reading : null, wish, context)), failed: () => failed };
  if (reading.t === "unusable") throw reading.error;
  const hosts = selectHosts(reading.loaded.inventory, selection);
  const targets = { inventory: reading.loaded, context: reading.context, hosts };
  return { order: hosts.map(({ name }) => name), all: () => noted(fleet(targets, reading, wish, context)), failed: () => failed };
}

async function* here(
  reading: InventoryReading | null,
  wish: SupportWish,
  context: CommandContext,
): AsyncGenerator<CollectedHost> {
  yield await thisHost(wish, context);
  if (reading !== null) yield await jumpBox(reading, wish, context);
}

async function* fleet(
  targets: Targets,
  reading: InventoryReading,
  wish: SupportWish,
  context: CommandContext,
): AsyncGenerator<CollectedHost> {
  yield await jumpBox(reading, wish, context);
  try {
    const opened = await fleetOf(targets, context, context.choices.timeout ?? ANSWERS_WITHIN);
    yield* askAll(opened.fleet, wish, context);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    for (const { name } of targets.hosts) yield nothing(name, "unreachable", error); // nobody can be called from here
  }
}

async function* askAll(opened: Fleet, wish: SupportWish, context: CommandContext): AsyncGenerator<CollectedHost> {
  const view = chooseFanOut(context, opened.hosts.length);
  const question = {
    ask: collectFrom(wish),
    width: Math.min(WIDTH, opened.concurrency),
    hostDeadline: ms(opened.connectTimeout + HOST_WITHIN),
    signal: context.terminal.interrupted,
  };
  try {
    for await (const { host, outcome, value, error } of askFleet(opened, question, view)) {
      if (value !== null) yield { folder: hostFolder(host), host, outcome, parts: value };
      else if (error !== null) yield nothing(host, outcome, error);
    }
  } finally {
    view.close();
  }
}

const collectFrom =
  (wish: SupportWish) =>
  (connection: Parameters<typeof collectHost>[1], { name }: { readonly name: string }, call: Parameters<typeof collectHost>[3]) =>
    collectHost(name, connection, wish, call);

/** A host that told nothing; what is known of it is why. */
const nothing = (host: string, outcome: Outcome, error: FaultError): CollectedHost => ({
  folder: hostFolder(host),
  host,
  outcome,
  parts: { version: "", files: [], missing: [{ part: "all", why: messageOf(error) }], failed: true },
});

/** From the agent of this host; without one that answers, from its files. */
async function thisHost(wish: SupportWish, context: CommandContext): Promise<CollectedHost> {
  const { choices, terminal } = context;
  const host = openLocalHost(choices, terminal);
  const within = choices.timeout ?? ANSWERS_WITHIN;
  const { localReport } = await import("../doctor/run-doctor.ts");
  const doctor = async () => jsonFile("doctor.json", redactData((await localReport(context)).answers.map(({ value }) => value)));
  try {
    const reply = await askAgent(host, within, terminal.interrupted, async (agent, call) => ({
      name: await ownName(host, terminal.interrupted),
      parts: await collectHost("", agent, wish, call),
    }));
    if (reply.t === "answered") {
      const { name, parts } = reply.value;
      return {
        folder: hostFolder(name),
        host: name,
        outcome: "ok",
        parts: { ...parts, files: [...parts.files.filter((file) => file.name !== "doctor.json"), await doctor()] },
      };
    }
    const parts = await collectFiles("no agent runs, and nobody else remembers it", wish, context);
    return {
      folder: hostFolder(host.name),
      host: host.name,
      outcome: "ok",
      parts: { ...parts, files: [...parts.files, await doctor()] },
    };
  } catch (error) {
    if (!(error instanceof FaultError) || terminal.interrupted.aborted) throw error;
    const parts = await collectFiles(messageOf(error), wish, context);
    return {
      folder: hostFolder(host.name),
      host: host.name,
      outcome: outcomeOf(error),
      parts: { ...parts, files: [...parts.files, await doctor()], failed: true },
    };
  }
}

async function jumpBox(
  reading: InventoryReading,
  { since }: SupportWish,
  { choices, terminal }: CommandContext,
): Promise<CollectedHost> {
  const { clock, interrupted: signal, hostName: host } = terminal;
  const findings = await runChecks(jumpBoxChecks(reading, choices.paths, clock.wall()), { clock, within: CHECK_WITHIN, signal });
  const parts = await collectJumpBox(reading, findings, { rollouts: rolloutDir(choices), since });
  return { folder: JUMP_BOX, host, outcome: "ok", parts };
}
