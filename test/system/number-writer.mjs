// Writes numbered lines of uneven length to its standard output, each in one write, in bursts or as fast as it can.
// usage: number-writer.mjs LINES [BURST PAUSE_MS]
import { writeSync } from "node:fs";

const [lines, burst = 1_000, pause] = process.argv.slice(2).map(Number);
const giveUpAt = performance.now() + 60_000;

for (let n = 0; n < lines && performance.now() < giveUpAt; n++) {
  if (n % burst === 0 && pause !== undefined) await new Promise((resolve) => setTimeout(resolve, pause));
  writeSync(1, `${n} ${"x".repeat(40 + ((n * 7919) % 160))} ${n}\n`);
}
