// What `status` and an agent do, in counts that noise cannot turn, beside their limits: npm run bench -- counts
import { mkdtempSync, rmSync } from "node:fs";
import { countAll } from "./counts/count-all.ts";
import { complaints } from "./counts/limits.ts";
import { Ends } from "./kit/ends.ts";
import { figure } from "./kit/table.ts";
import { imageServing } from "./peers/image-serving.ts";
import { startAll } from "./peers/supervised.ts";
import { Witness } from "./peers/witness.ts";

async function main(): Promise<number> {
  await using ends = new Ends();
  const folder = mkdtempSync("/tmp/is-bench-");
  ends.add(() => rmSync(folder, { recursive: true, force: true }));
  const { signal } = new AbortController();
  const bench = { runs: 1, quick: true, folder, signal, say: () => {}, atEnd: (act: () => unknown) => ends.add(act) };
  const { running, missing } = await startAll([imageServing()], new Witness(bench), bench);
  const pid = running["ours"]?.pids()[0];
  if (pid === undefined) throw new Error(missing["ours"]);
  const { counted, skipped } = await countAll(`${folder}/ours`, pid);
  for (const { what, value, limit } of counted)
    console.log(`${figure(value).padStart(10)} of at most ${figure(limit).padEnd(10)} ${what}`);
  if (skipped !== null) console.log(`the rest is not counted: ${skipped}`);
  const problems = complaints(counted);
  for (const problem of problems) console.error(problem);
  return problems.length > 0 ? 1 : 0;
}

process.exit(await main());
