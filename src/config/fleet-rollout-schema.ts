import type { z } from "zod";
import { type Amount, BAKE_MODES, ROLLOUT_ORDERS, type RolloutDefaults } from "../core/inventory.ts";
import { hooksSchema } from "./hook-schema.ts";
import { Complaint, type Kind, kindSchema } from "./kind.ts";
import { choice, count, duration } from "./kinds.ts";
import { key, mapping, orNull, table } from "./shapes.ts";
import { line } from "./text-kinds.ts";

const MOST_HOSTS = 100_000;

/** A number of hosts, at least `least`, or a share of them. */
function amount(least: 0 | 1): Kind<Amount> {
  const rule = `a number of hosts or a share of them, from ${least} or ${least}%, as in 3 or 25%`;
  return {
    name: "a number or share of hosts",
    rule,
    range: `${least} or more, or ${least}% to 100%`,
    read(input) {
      const share = typeof input === "string" ? /^(\d{1,3})%$/.exec(input) : null;
      const value = share === null ? input : Number(share[1]);
      if (typeof value !== "number" || !Number.isInteger(value)) return undefined;
      const most = share === null ? MOST_HOSTS : 100;
      if (value < least || value > most) return new Complaint(`${String(input)} is out of range; write ${rule}`);
      return share === null ? { kind: "count", count: value } : { kind: "percent", percent: value };
    },
  };
}

const keysIn = (folder: string) => ({
  batch: key(orNull(kindSchema(amount(1))), { description: "How many hosts at once.", example: "25%" }),
  canary: key(orNull(kindSchema(count(0, MOST_HOSTS))), { description: "How many hosts go first, alone.", example: "1" }),
  maxFailures: key(orNull(kindSchema(amount(0))), {
    description: "How many hosts of the whole target may fail; with one more the rollout stops.",
    example: "0",
  }),
  maxUnavailable: key(orNull(kindSchema(amount(1))), {
    description: "How many hosts may be out at once, whatever put them out.",
    example: "10%",
  }),
  minReady: key(orNull(kindSchema(duration("0s", "1h"))), {
    description: "How long components must have been ready without interruption before the next batch.",
    example: "10s",
  }),
  pause: key(orNull(kindSchema(duration("0s", "1d"))), { description: "Between two batches.", example: "5s" }),
  order: key(orNull(kindSchema(choice(...ROLLOUT_ORDERS))), {
    description: "The order in which hosts are taken: as the inventory has them, the other way round, or by name.",
    example: "inventory",
  }),
  spread: key(orNull(kindSchema(line)), {
    description: "A label: a batch takes hosts of different values of it.",
    example: "rack",
  }),
  bake: key(orNull(kindSchema(choice(...BAKE_MODES))), {
    description:
      "What becomes of a host that uses clearly more after its restart: nothing is compared, it is told, or it has failed.",
    example: "halt",
  }),
  hooks: key(orNull(hooksSchema(folder)), {
    description: "What is done around each host.",
    example: "{ before: { command: [./drain.sh] } }",
  }),
});

/** The key `rollout`: how rollouts go, and for the hosts of some groups otherwise. Relative paths count from `folder`. */
export const rolloutSchema = (folder: string) => {
  const keys = keysIn(folder);
  return mapping({
    ...keys,
    groups: key(table(mapping(keys), "write the name of a group, and what holds for it indented under that").prefault({}), {
      description: "What holds instead for the hosts of a group.",
      example: "{ web: { batch: 10% } }",
    }),
  });
};

/** What `rollout` says, and what it says of groups. */
export type RolloutKeys = z.output<ReturnType<typeof rolloutSchema>>;

/** What holds where nothing is said. */
export const NO_DEFAULTS: RolloutDefaults = {
  batch: null,
  canary: null,
  maxFailures: null,
  maxUnavailable: null,
  minReady: null,
  pause: null,
  order: null,
  spread: null,
  bake: null,
  hooks: null,
};
