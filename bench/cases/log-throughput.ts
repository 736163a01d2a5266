import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, closeSync, openSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import type { Bench, Benchmark } from "../kit/bench.ts";
import { bundled } from "../kit/bundled.ts";
import { inTurn } from "../kit/in-turn.ts";
import { atLeast, atLeastTimes, atMost } from "../kit/row.ts";
import { rowOf } from "../kit/row-of.ts";
import { endChild, timed } from "../kit/run-program.ts";
import { command, imageServing } from "../peers/image-serving.ts";

const FILE = "to a plain file";
const LINE = 100;
const PIECE = "8MiB";

interface Written {
  readonly bytes: number;
  readonly took: number;
  readonly longest: number;
  /** Lines that are missing, twice or torn in what is kept of them. */
  readonly wrong: number;
  /** How often the log had been rotated by the time the last line was written. */
  readonly rotations: number;
}

type Said = Omit<Written, "wrong" | "rotations">;

/** What rotation costs the component whose log it is. */
export const logThroughput: Benchmark = {
  name: "log-throughput",
  what: "a component that writes as fast as it can, its log rotated all the time, against a plain file",
  needs: [],
  async run(bench) {
    const mebibytes = String(bench.quick ? 128 : 512);
    const pipe = join(bench.folder, "said");
    execFileSync("mkfifo", [pipe]);
    const script = await bundled("log-writer", bench);
    const argv = [process.execPath, script, mebibytes, pipe] as const;
    const contenders = { ours: await rotated(argv, pipe, bench), [FILE]: () => plain(argv, pipe, bench) };
    const measured = await inTurn(bench.runs, contenders, bench.signal);
    const { type } = statfsSync(bench.folder);
    const where = `file system 0x${type.toString(16)}`;
    const rate = {
      name: "log-throughput",
      what: `${mebibytes} MiB of lines written; the log is rotated every 8 MiB; ${where}`,
      unit: "MB/s",
    } as const;
    const stall = { name: "log-stall", what: "the longest single write of 64 KiB", unit: "ms" } as const;
    const often = { name: "log-rotations", what: "rotations while it wrote: what the other rows are about", unit: "×" } as const;
    const torn = {
      name: "log-torn",
      what: "lines torn, missing or twice between the first and the last that are kept",
      unit: "×",
    } as const;
    return {
      rows: [
        // The component's own speed, less what two writers of one disk do to each other by chance.
        rowOf({ ...rate, bars: [atLeastTimes(0.9, FILE)] }, measured, ({ bytes, took }) => bytes / 1e3 / took),
        rowOf({ ...stall, bars: [] }, measured, ({ longest }) => longest),
        rowOf({ ...often, bars: [atLeast(1)] }, measured, ({ rotations }) => rotations),
        rowOf({ ...torn, bars: [atMost(0)] }, measured, ({ wrong }) => wrong),
      ],
    };
  },
};

/** The component of an agent; started anew for each run, once its log has come to rest. */
async function rotated(argv: readonly string[], pipe: string, bench: Bench): Promise<() => Promise<Written>> {
  const home = join(bench.folder, "ours");
  execFileSync("mkdir", [home]);
  const program = join(bench.folder, "writer.sh");
  writeFileSync(program, `#!/bin/sh\nexec ${argv.join(" ")}\n`);
  chmodSync(program, 0o755);
  const first = heard(pipe, bench);
  const ours = imageServing({}, { log: { maxSize: PIECE, keep: 1_000, maxAge: "1d" }, stop: { timeout: "5s" } });
  await ours.start(bench, home, [{ name: "writer", program }]);
  await first;
  return async () => {
    await timed(command(home, "stop", "writer"), bench);
    await atRest(join(home, "log"), bench);
    for (const name of readdirSync(join(home, "log"))) if (/^writer\.log\.\d/.test(name)) rmSync(join(home, "log", name));
    const said = heard(pipe, bench);
    await timed(command(home, "start", "writer"), bench);
    const written = await said;
    const rotations = rotatedFiles(join(home, "log")).length - 1;
    await atRest(join(home, "log"), bench);
    return { ...written, rotations, wrong: wrongLines(join(home, "log")) };
  };
}

/** Rotation has nothing left to do once the names stay as they are for half a second. */
async function atRest(folder: string, { signal }: Bench): Promise<void> {
  const look = () => readdirSync(folder).sort().join();
  let seen = "";
  for (let looks = 0; looks < 100 && look() !== seen; looks++) {
    seen = look();
    await sleep(500, undefined, { signal });
  }
}

/** Numbers go up by one, from whichever is the oldest that is kept, but where the writer began anew. */
function wrongLines(folder: string): number {
  let [wrong, last] = [0, -1];
  for (const name of rotatedFiles(folder)) {
    const bytes = readFileSync(join(folder, name));
    const text = name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
    for (let at = 0, end = text.indexOf(10); end >= 0; at = end + 1, end = text.indexOf(10, at)) {
      if (text[at] === SPACE || text[at] === TAB) continue; // a blank line, in the place of lines that were moved
      const line = Number(text.toString("latin1", at, at + 12));
      if (end - at !== LINE - 1 || (last >= 0 && line !== last + 1 && line !== 0)) wrong++;
      last = line;
    }
    if (text.length > 0 && text.at(-1) !== 10) wrong++;
  }
  return wrong;
}

const [TAB, SPACE] = [9, 32];

/** The files of the log, the oldest first. */
function rotatedFiles(folder: string): readonly string[] {
  const number = (name: string) => Number(/^writer\.log\.(\d+)/.exec(name)?.[1] ?? 0);
  const files = readdirSync(folder).filter((name) => /^writer\.log(\.\d+(\.gz)?)?$/.test(name));
  return files.toSorted((a, b) => number(b) - number(a));
}

async function plain([program = "", ...args]: readonly string[], pipe: string, bench: Bench): Promise<Written> {
  const file = join(bench.folder, "plain.log");
  const out = openSync(file, "a");
  const said = heard(pipe, bench);
  const child = spawn(program, args, { stdio: ["ignore", out, "inherit"] });
  closeSync(out);
  bench.atEnd(() => endChild(child));
  try {
    return { ...(await said), wrong: 0, rotations: 0 };
  } finally {
    await endChild(child);
    rmSync(file);
  }
}

const PATIENCE = 120_000;

/** What a writer says when it has written all. */
async function heard(pipe: string, bench: Bench): Promise<Said> {
  const reader = spawn("/bin/cat", [pipe], { stdio: ["ignore", "pipe", "ignore"], timeout: PATIENCE, signal: bench.signal });
  bench.atEnd(() => endChild(reader));
  let text = "";
  reader.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await once(reader, "close");
  if (text === "") throw new Error(`the writer has not written all within ${PATIENCE / 1_000} s`);
  return JSON.parse(text) as Said;
}
