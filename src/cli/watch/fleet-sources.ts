import type { Fleet } from "../fleet/open-fleet.ts";
import type { WatchSource } from "./fleet-watch.ts";

/** The hosts of a fleet, to be watched. */
export const fleetSources = (fleet: Pick<Fleet, "hosts" | "open">): readonly WatchSource[] =>
  fleet.hosts.map((host) => ({ name: host.name, open: () => fleet.open(host) }));
