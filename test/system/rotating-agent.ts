import { systemClock } from "../../src/core/clock.ts";
import type { LogSpec } from "../../src/core/component-spec.ts";
import { LogFile } from "../../src/supervisor/log/log-file.ts";
import { OneAtATime } from "../../src/supervisor/log/one-at-a-time.ts";
import { run } from "../unit/log/log-folder.ts";

// As much of an agent as looks after one log, until it is killed; gives up after 60 s.
const spec = { maxSize: Number(process.argv[3]), keep: 10_000, maxAge: 1e12 } as LogSpec;
const report = (notice: unknown) => console.log(JSON.stringify(notice));
const log = new LogFile({ path: process.argv[2] as string, spec, clock: systemClock, run, report, packing: new OneAtATime() });
setTimeout(() => process.exit(1), 60_000).unref();
process.send?.("ready");
for (;;) {
  await log.checkRotation();
  await new Promise((resolve) => setTimeout(resolve, 5));
}
