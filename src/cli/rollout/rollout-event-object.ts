import type { RolloutEvent } from "../../fleet/rollout/rollout-event.ts";
import { SCHEMA_VERSION } from "../frame.ts";
import { policyObject } from "./policy-object.ts";

/** An event as programs read it: `event` names it, the other fields are its own. Every length of time is in milliseconds. */
export const rolloutEventObject = (event: RolloutEvent): Readonly<Record<string, unknown>> => ({
  schemaVersion: SCHEMA_VERSION,
  command: "rollout",
  event: event.t,
  at: event.at.toISOString(),
  ...fieldsOf(event),
});

function fieldsOf(event: RolloutEvent): Readonly<Record<string, unknown>> {
  switch (event.t) {
    case "planned": {
      const { id, kind, components, by, reason, hosts, retryOf } = event.header;
      const names = hosts.map(({ name }) => name);
      const policy = policyObject(event.policy);
      return { rolloutId: id, kind, components, by, reason, hosts: names, policy, retryOf, resumed: event.resumed };
    }
    case "batch":
      return { number: event.number, canary: event.canary, hosts: event.hosts };
    case "began":
      return { host: event.host, operationId: event.operationId, again: event.again };
    case "accepted":
    case "recalled":
    case "not-attempted":
      return { host: event.host };
    case "operated":
      return { host: event.host, tookMs: event.took };
    case "ready":
      return { host: event.host, afterMs: event.after };
    case "baked":
      return { host: event.host, components: event.components, message: event.message, fails: event.fails };
    case "settled":
      return { host: event.host, outcome: event.outcome, message: event.message, tookMs: event.took };
    case "pause":
      return { lengthMs: event.length };
    case "asking":
      return { done: event.done, left: event.left };
    case "waiting":
      return { why: event.why, withinMs: event.within };
    case "interrupted":
      return { inFlight: event.inFlight };
    case "halted":
      return { why: event.why };
    case "journal-failed":
      return { message: event.message };
    case "finished":
      return { result: event.result, why: event.why, accounts: event.accounts, inFlight: event.inFlight };
  }
}
