import { randomUUID } from "node:crypto";
import { ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { OperationId } from "../../core/names.ts";
import { parseSelector } from "../../fleet/selector.ts";
import { SelectorEvaluation } from "../../fleet/selector-evaluation.ts";
import type { Choices } from "../choices.ts";
import { hostFault } from "../fleet/host-fault.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import { operateHost } from "../fleet/operate-host.ts";
import { fleetSources } from "../watch/fleet-sources.ts";
import type { Match } from "./live-state.ts";
import type { LiveWorld } from "./live-world.ts";
import { endedText, progressText } from "./operation-words.ts";

/** The selected hosts of a fleet. */
export function liveFleet(fleet: Fleet, choices: Pick<Choices, "timeout" | "reason">): LiveWorld {
  const hosts = new Map(fleet.hosts.map((host) => [host.name, host]));
  const found = (name: string) => {
    const host = hosts.get(name);
    if (host === undefined) throw new Error(`${name} is not among the hosts`);
    return host;
  };
  return {
    title: fleet.context ?? "ImageServing",
    sources: fleetSources(fleet),
    clock: fleet.clock,
    concurrency: fleet.concurrency,
    firstWordWithin: ms(fleet.connectTimeout + 2 * fleet.callTimeout),
    callContext: (signal) => fleet.callContext(signal),
    expectedHost: (host) => host,
    match: (text) => match(text, fleet),
    open: async (host) => fleet.open(found(host)),
    operate: async ({ kind, host, components }, signal, onText) => {
      const id = randomUUID() as string as OperationId;
      const request = { id, kind, components, timeout: choices.timeout, reason: choices.reason, expectedHost: host };
      try {
        const told = (update: Parameters<typeof progressText>[0]) => onText(progressText(update));
        return endedText(await operateHost(fleet, found(host), request, fleet.callContext(signal), told));
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof FaultError)) throw error;
        return { ok: false, text: hostFault(host, error, fleet.aim).message };
      }
    },
  };
}

/** The hosts that a selector means, of those that are shown; else what is wrong with it, in a few words. */
function match(text: string, { inventory, hosts }: Pick<Fleet, "inventory" | "hosts">): Match {
  try {
    const evaluation = new SelectorEvaluation(inventory);
    const meant = evaluation.of(parseSelector(text.trim()));
    evaluation.throwMissing();
    const names = new Set(hosts.map(({ name }) => name).filter((name) => meant.has(name)));
    return names.size === 0 ? { problem: "no host that is shown matches" } : { names };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const { fault } = error;
    if (fault.code === "INVALID_SELECTOR") return { problem: `column ${fault.column}: ${fault.problem}` };
    if (fault.code === "UNKNOWN_HOST") return { problem: `there is no ${fault.missing.join(", and no ")}` };
    return { problem: error.message };
  }
}
