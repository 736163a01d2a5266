import type { HookFacts } from "./hook-facts.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The kernel refuses a variable beyond 128 KiB, and with it the program. */
const MOST_ERROR = 8_192;

const NAMES = ["HOOK", "HOST", "ADDRESS", "PORT", "ROLLOUT", "KIND", "COMPONENTS", "OPERATION", "BATCH", "ERROR"] as const;
const OURS = new RegExp(`^IMAGESERVING_(?:${NAMES.join("|")}|LABEL_.*)$`, "s");

/**
 * The environment of a hook: that of the command, and the facts. What would look like a fact and is none is left out, as after a
 * rollout that a hook of another rollout has begun.
 */
export function hookEnvironment(base: Environment, facts: HookFacts): Environment {
  const inherited = Object.entries(base).filter(([name]) => !OURS.test(name));
  return { ...Object.fromEntries(inherited), ...labelsOf(facts), ...own(facts) };
}

function own({ hook, host, rollout, kind, components, operationId, batch, error }: HookFacts): Environment {
  const values: Readonly<Record<Exclude<(typeof NAMES)[number], "ERROR">, string>> = {
    HOOK: hook,
    HOST: host.name,
    ADDRESS: host.address.host,
    PORT: String(host.address.port),
    ROLLOUT: rollout,
    KIND: kind,
    COMPONENTS: components.join(","),
    OPERATION: operationId,
    BATCH: String(batch),
  };
  const said = hook === "on-failure" ? { IMAGESERVING_ERROR: error.replaceAll("\0", "").slice(0, MOST_ERROR) } : {};
  return { ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`IMAGESERVING_${name}`, value])), ...said };
}

/** Of two labels that come to the same name, as a.b and a-b, the first counts. */
const labelsOf = ({ host }: HookFacts): Environment =>
  Object.fromEntries([...host.labels].reverse().map(([name, value]) => [labelVariable(name), value]));

const labelVariable = (label: string): string => `IMAGESERVING_LABEL_${label.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
