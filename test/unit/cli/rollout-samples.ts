import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { rolloutDir } from "../../../src/cli/rollout/rollout-folder.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";
import { ms, seconds } from "../../../src/core/duration.ts";
import type { OperationId } from "../../../src/core/names.ts";
import type { HostOutcome, JournalRecord, RolloutHeader, RunResult } from "../../../src/fleet/rollout/journal-record.ts";
import { beginRollout } from "../../../src/fleet/rollout/open-rollout.ts";
import type { RolloutPolicy } from "../../../src/fleet/rollout/rollout-policy.ts";
import { RolloutState } from "../../../src/fleet/rollout/rollout-state.ts";
import { headerOf, policyOf, spec } from "../fleet/rollout/rig.ts";
import { choicesFor } from "./choices-for.ts";
import { fakeTerminal } from "./fake-terminal.ts";

export const NOON = new Date("2026-01-01T12:00:00Z");
export const later = (milliseconds: number): Date => new Date(NOON.getTime() + milliseconds);

/** What became of a host, in a sample. */
export type Fate = { readonly outcome: HostOutcome; readonly message?: string; readonly tookMs?: number } | "in-flight" | "due";

/** The header of a rollout over these hosts. */
export const sampleHeader = (
  names: readonly string[],
  policy: RolloutPolicy = policyOf(names.length, { minReady: seconds(10) }),
  changed: Partial<RolloutHeader> = {},
): RolloutHeader => ({
  ...headerOf(
    names.map((name) => spec(name)),
    policy,
  ),
  components: ["is"],
  ...changed,
});

/** The records that bring hosts where they are. */
export function recordsOf(
  fates: Readonly<Record<string, Fate>>,
  end: { readonly result: RunResult; readonly why: string } | null,
): readonly JournalRecord[] {
  const begun = Object.entries(fates).filter(([, fate]) => fate !== "due");
  const hosts = begun.map(([host]) => ({ host, operationId: `op-${host}` as OperationId }));
  return [
    ...(hosts.length === 0 ? [] : [{ t: "batch", at: NOON, canary: false, hosts } as const]),
    ...begun.flatMap(([host, fate]): readonly JournalRecord[] => {
      if (typeof fate === "string") return [];
      const { outcome, message = "", tookMs = 1_000 } = fate;
      return [{ t: "settled", at: later(tookMs), host, outcome, message, tookMs: ms(tookMs) }];
    }),
    ...(end === null ? [] : [{ t: "end", at: later(60_000), ...end } as const]),
  ];
}

/** A rollout that has come so far. */
export function stateOf(
  fates: Readonly<Record<string, Fate>>,
  end: { readonly result: RunResult; readonly why: string } | null = null,
  header: RolloutHeader = sampleHeader(Object.keys(fates)),
): RolloutState {
  const state = new RolloutState(header, NOON);
  for (const record of recordsOf(fates, end)) state.apply(record);
  return state;
}

/** A home in which rollouts can be begun, and the commands run. */
export function rolloutHome(line = "", changed: Partial<Terminal> = {}) {
  const home = mkdtempSync(join(tmpdir(), "is-rollouts-"));
  const { terminal, stdout, stderr } = fakeTerminal({ env: { IMAGESERVING_HOME: home }, ...changed });
  const plain = { stdout: paintWhere(false), stderr: paintWhere(false) };
  const context: CommandContext = { choices: choicesFor(line, terminal), terminal, paint: plain };
  const dir = rolloutDir(context.choices);
  const begin = async (
    header: RolloutHeader,
    fates: Readonly<Record<string, Fate>>,
    end: { readonly result: RunResult; readonly why: string } | null,
  ) => {
    await using open = await beginRollout(dir, header, terminal.clock);
    for (const record of recordsOf(fates, end)) await open.journal.append(record);
  };
  const at = (options: string): CommandContext => ({ ...context, choices: choicesFor(options, terminal) });
  return { home, dir, context, at, terminal, stdout, stderr, begin };
}
