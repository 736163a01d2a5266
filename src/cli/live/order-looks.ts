import type { ComponentStatus } from "../../core/status.ts";
import { componentRank, type HostLook, hostLook, URGENCIES } from "./host-look.ts";
import type { LiveState, Scene, Sort } from "./live-state.ts";

const byName = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });
const LEAST = Number.NEGATIVE_INFINITY;

const HOSTS: Readonly<Record<Sort, (a: HostLook, b: HostLook) => number>> = {
  problems: (a, b) => URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency),
  name: (a, b) => byName(a.host.name, b.host.name),
  memory: (a, b) => (b.memoryBytes ?? LEAST) - (a.memoryBytes ?? LEAST) || 0,
  cpu: (a, b) => (b.cpuPercent ?? LEAST) - (a.cpuPercent ?? LEAST) || 0,
  // What was started last is what one looks for.
  uptime: (a, b) => (a.uptimeSeconds ?? Number.MAX_VALUE) - (b.uptimeSeconds ?? Number.MAX_VALUE),
};

const looks = new WeakMap<Scene, readonly HostLook[]>();

/** All hosts as they look in a scene, in the order in which they were named. Looked at once for each scene. */
export function looksOf(scene: Scene): readonly HostLook[] {
  const known = looks.get(scene) ?? scene.hosts.map((host) => hostLook(host, scene.now));
  looks.set(scene, known);
  return known;
}

/** The hosts that are shown, as they look now, in their order; those that are equal stay as they were named. */
export function orderedLooks({ sort, filter }: Pick<LiveState, "sort" | "filter">, scene: Scene): readonly HostLook[] {
  return shownLooks(filter, scene).sort(HOSTS[sort]);
}

/** The hosts that are shown, in the order in which they were named. */
export const shownLooks = ({ names }: LiveState["filter"], scene: Scene): HostLook[] =>
  looksOf(scene).filter(({ host }) => names === null || names.has(host.name));

const COMPONENTS: Readonly<Record<Sort, (a: ComponentStatus, b: ComponentStatus) => number>> = {
  problems: (a, b) => componentRank(a) - componentRank(b),
  name: (a, b) => byName(a.name, b.name),
  memory: (a, b) => (b.usage?.memoryBytes ?? -1) - (a.usage?.memoryBytes ?? -1),
  cpu: (a, b) => (b.usage?.cpuPercent ?? -1) - (a.usage?.cpuPercent ?? -1),
  uptime: (a, b) => (a.uptimeSeconds ?? Number.MAX_VALUE) - (b.uptimeSeconds ?? Number.MAX_VALUE),
};

/** The components of a host in their order. */
export const orderedComponents = (components: readonly ComponentStatus[], sort: Sort): readonly ComponentStatus[] =>
  [...components].sort(COMPONENTS[sort]);
