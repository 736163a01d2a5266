import { FaultError } from "../../core/fault.ts";
import { parseComponentName } from "../../core/names.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { PlanWish } from "../../web/protocol.ts";

const KINDS: readonly OperationKind[] = ["start", "stop", "restart"];
const MOST_HOSTS = 10_000;
const MOST_COMPONENTS = 100;
const LONGEST_REASON = 200;

/** Reads what the page wants planned. Throws INVALID_REQUEST with what is wrong. */
export function readPlanWish(raw: unknown): PlanWish {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw refused("an object is needed");
  const { kind, components, hosts, batch, reason, ...others } = raw as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refused(`unknown field ${JSON.stringify(unknown)}`);
  const known = KINDS.find((each) => each === kind);
  if (known === undefined) throw refused("kind: start, stop or restart");
  const names = texts("components", components, MOST_COMPONENTS);
  const bad = names.find((name) => parseComponentName(name) === null);
  if (bad !== undefined) throw refused(`components: ${JSON.stringify(bad)} is no name of a component`);
  return {
    kind: known,
    components: [...new Set(names)],
    hosts: [...new Set(texts("hosts", hosts, MOST_HOSTS))],
    batch: text("batch", batch, 10),
    reason: text("reason", reason, LONGEST_REASON),
  };
}

function texts(name: string, value: unknown, most: number): readonly string[] {
  if (!Array.isArray(value) || value.length > most || !value.every((each) => typeof each === "string"))
    throw refused(`${name}: a list of at most ${most} texts`);
  return value;
}

function text(name: string, value: unknown, longest: number): string {
  if (typeof value !== "string" || value.length > longest) throw refused(`${name}: a text of at most ${longest} characters`);
  return value.trim();
}

const refused = (problem: string): FaultError => new FaultError({ code: "INVALID_REQUEST", problem });
