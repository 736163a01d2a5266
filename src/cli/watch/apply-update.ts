import type { MonoMs } from "../../core/duration.ts";
import type { UsageUpdate, WatchUpdate } from "../../core/host-service.ts";
import type { ComponentName } from "../../core/names.ts";
import type { Operation } from "../../core/operation.ts";
import type { ComponentStatus, HostStatus } from "../../core/status.ts";
import { agedStatus } from "./aged-status.ts";
import type { WatchedHost } from "./watched-host.ts";

/** How many figures of memory are kept of each component. */
export const KEPT_FIGURES = 60;

/** A host that is watched, and up to where its changes have been taken in. */
export interface Watched {
  readonly host: WatchedHost;
  /** The life of its agent, and the last change of it that was taken in; null: a snapshot is needed before changes mean anything. */
  readonly position: { readonly epoch: string; readonly sequence: number } | null;
  /** When the host sent the last figures that were taken in, by its own clock; 0: none were. */
  readonly figuresAt: number;
}

/** When an update came. */
export interface Arrival {
  readonly now: MonoMs;
  /** The wall clock here. */
  readonly wall: Date;
}

type Of<T extends WatchUpdate["t"]> = Extract<WatchUpdate, { readonly t: T }>;

/**
 * Pure. The host after one more word from it, which also means that it lives. What was taken in already, and what is of another
 * life of its agent, changes nothing; a snapshot always begins anew.
 */
export function applyUpdate(before: Watched, update: WatchUpdate, { now, wall }: Arrival): Watched {
  const host: WatchedHost = {
    ...before.host,
    link: before.host.link.t === "live" ? before.host.link : { t: "live" },
    heardAt: now,
    clockOffsetMs: offsetOf(update, wall) ?? before.host.clockOffsetMs,
  };
  const heard: Watched = { ...before, host };
  if (update.t === "snapshot") return isOld(before, update) ? heard : withSnapshot(heard, update, now);
  const { position } = before;
  if (update.t === "dropped") {
    if (position === null) return heard; // it was counted; its snapshot did not come
    return { ...heard, position: null, host: { ...host, dropped: host.dropped + update.count } };
  }
  if (position === null || host.status === null || position.epoch !== update.epoch) return heard;
  if (update.t === "usage") return withFigures(heard, update, now);
  if (update.sequence <= position.sequence) return heard;
  return withChange({ ...heard, position: { epoch: update.epoch, sequence: update.sequence } }, host.status, update, now);
}

/** The clocks apart, where the word was stamped when it was sent; changes carry the time at which they happened. */
function offsetOf(update: WatchUpdate, wall: Date): number | null {
  const stampedWhenSent = update.t === "snapshot" || update.t === "usage";
  return stampedWhenSent && update.at.getTime() !== 0 ? update.at.getTime() - wall.getTime() : null;
}

const isOld = ({ position }: Watched, update: Of<"snapshot">): boolean =>
  position !== null && update.epoch !== "" && position.epoch === update.epoch && update.sequence < position.sequence;

const withSnapshot = (watched: Watched, { status, epoch, sequence }: Of<"snapshot">, now: MonoMs): Watched => ({
  position: { epoch, sequence },
  figuresAt: epoch === watched.position?.epoch ? watched.figuresAt : 0,
  host: { ...watched.host, status, statusAt: now, memory: ofThese(watched.host.memory, status.components) },
});

function withChange(
  watched: Watched,
  known: HostStatus,
  update: Of<"component"> | Of<"supervisor"> | Of<"operation">,
  now: MonoMs,
): Watched {
  const status = agedStatus(known, watched.host.statusAt ?? now, now);
  return { ...watched, host: { ...watched.host, status: changed(status, update), statusAt: now } };
}

function changed(status: HostStatus, update: Of<"component"> | Of<"supervisor"> | Of<"operation">): HostStatus {
  switch (update.t) {
    case "component":
      return { ...status, components: replaced(status.components, update.component) };
    case "supervisor":
      return { ...status, supervisor: update.supervisor };
    case "operation":
      return withOperation(status, update.operation);
  }
}

function replaced(all: readonly ComponentStatus[], component: ComponentStatus): readonly ComponentStatus[] {
  if (!all.some(({ name }) => name === component.name)) return [...all, component];
  return all.map((each) => (each.name === component.name ? component : each));
}

function withOperation({ operations = [], ...status }: HostStatus, operation: Operation): HostStatus {
  const running = operations.filter(({ id }) => id !== operation.id);
  if (operation.result === "running") return { ...status, operations: [...running, operation] };
  return running.length > 0 ? { ...status, operations: running } : status;
}

/** Figures are of all components there are: one that has none is gone, and of one that is not known a snapshot is needed. */
function withFigures(watched: Watched, update: Of<"usage">, now: MonoMs): Watched {
  const { host } = watched;
  const sentAt = update.at.getTime();
  if (host.status === null || (sentAt !== 0 && sentAt === watched.figuresAt)) return watched;
  const figures = new Map(update.components.map((each) => [each.name, each]));
  const aged = agedStatus(host.status, host.statusAt ?? now, now);
  const components = aged.components.flatMap((component) => {
    const figure = figures.get(component.name);
    return figure === undefined ? [] : [measured(component, figure)];
  });
  const status = { ...aged, supervisor: { ...aged.supervisor, usage: update.supervisor }, components };
  const next = { ...host, status, statusAt: now, memory: withMemory(host.memory, components) };
  return { host: next, position: components.length < figures.size ? null : watched.position, figuresAt: sentAt };
}

const measured = (component: ComponentStatus, { usage, uptimeSeconds, probeLatencyMs }: UsageUpdate): ComponentStatus => ({
  ...component,
  usage,
  uptimeSeconds,
  probeLatencyMs,
});

type Memory = WatchedHost["memory"];

function withMemory(before: Memory, components: readonly ComponentStatus[]): Memory {
  return new Map(
    components.map(({ name, pid, usage }) => {
      const kept = before.get(name) ?? [];
      const figure = usage?.memoryBytes ?? (pid === null ? 0 : null); // a process that was not measured yet says nothing
      return [name, figure === null ? kept : [...kept.slice(1 - KEPT_FIGURES), figure]];
    }),
  );
}

function ofThese(before: Memory, components: readonly ComponentStatus[]): Memory {
  const names = new Set<ComponentName>(components.map(({ name }) => name));
  return new Map([...before].filter(([name]) => names.has(name)));
}
