import { parseArgs } from "node:util";

/** What `npm run bench` was asked. */
export interface Options {
  /** Names of benchmarks; none: all. */
  readonly names: readonly string[];
  readonly quick: boolean;
  readonly strict: boolean;
  readonly install: boolean;
  readonly list: boolean;
  /** Null: bench/results/ and the time. */
  readonly json: string | null;
  /** How often each is measured; null: 9, or 3 with `--quick`. */
  readonly runs: number | null;
}

export const USAGE = `npm run bench [-- [NAME…] [--quick] [--runs N] [--json FILE] [--strict] [--no-install] [--list]]
  NAME          only these; --list says which there are
  --quick       3 runs instead of 9, fewer hosts: to see that it works
  --runs N      so many runs of each
  --json FILE   where the figures go, instead of bench/results/TIME.json
  --strict      exit code 1 where a bar is missed or cannot be judged; without it bars are told and nothing more
  --no-install  take the peers that are there, install none
npm run bench -- counts | fan-out-width | handshake | watch-many: single studies, see docs/performance.md`;

/** @throws Error, with what is wrong. */
export function optionsOf(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      strict: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      "no-install": { type: "boolean", default: false },
      json: { type: "string" },
      runs: { type: "string" },
    },
  });
  const runs = values.runs === undefined ? null : Number(values.runs);
  if (runs !== null && (!Number.isInteger(runs) || runs < 1 || runs > 1_000))
    throw new Error("--runs: a whole number from 1 to 1000");
  const { quick, strict, list, json = null } = values;
  return { names: positionals, quick, strict, list, install: !values["no-install"], json, runs };
}
