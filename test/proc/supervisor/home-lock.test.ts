import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { homeHolder } from "../../../src/supervisor/home-lock.ts";
import { eventually } from "../../helpers/supervised-host.ts";

const module = fileURLToPath(new URL("../../../src/supervisor/home-lock.ts", import.meta.url));

/** A process that tries to take the home whenever it is told to, at the moment that it is told, and says how that went. */
const CONTENDER = `
import { createInterface } from "node:readline";
import { takeHome } from ${JSON.stringify(module)};
const [stateDir] = process.argv.slice(2);
setTimeout(() => process.exit(99), 60_000);
createInterface({ input: process.stdin }).on("line", (moment) => {
  while (Date.now() < Number(moment)); // all of them leave this line at once
  try {
    takeHome(stateDir, stateDir);
    console.log("holds");
  } catch (error) {
    console.log(error.fault?.code ?? error.stack, error.fault?.pid ?? "");
  }
}).on("close", () => process.exit(0));
console.log("here");
`;

let folder = "";
let program = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "is-lock-"));
  program = join(folder, "contender.mjs");
  const stdin = { contents: CONTENDER, resolveDir: folder, loader: "js" } as const;
  await build({ stdin, outfile: program, bundle: true, format: "esm", platform: "node", target: "node20", logLevel: "silent" });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A child that is asked for one line at a time. */
class Contender {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(stateDir: string) {
    this.child = spawn(process.execPath, [program, stateDir], { stdio: ["pipe", "pipe", "inherit"] });
    if (this.child.stdout === null) throw new Error("no pipe");
    this.#lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async says(): Promise<string> {
    return (await this.#lines.next()).value;
  }

  async tryAt(moment: number): Promise<string> {
    this.child.stdin?.write(`${moment}\n`);
    return this.says();
  }

  async kill(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}

test("of many agents at the same moment exactly one holds the home, and after its death exactly one of the others", {
  timeout: 30_000,
}, async () => {
  const state = join(folder, "state");
  mkdirSync(state);
  writeFileSync(join(state, "agent.lock.7"), '{"pid":1,"startTicks":1,"bootId":"an earlier boot"}');
  const contenders = Array.from({ length: 8 }, () => new Contender(state));
  try {
    await Promise.all(contenders.map((one) => one.says()));
    for (let alive = contenders; alive.length > 1; ) {
      const moment = Date.now() + 20;
      const answers = await Promise.all(alive.map(async (one) => ({ one, answer: await one.tryAt(moment) })));
      const holders = answers.filter(({ answer }) => answer === "holds").map(({ one }) => one);
      expect(holders).toHaveLength(1);
      const [holder] = holders as [Contender];
      for (const { one, answer } of answers) if (one !== holder) expect(answer).toBe(`AGENT_RUNNING ${holder.pid}`);
      expect(homeHolder(state)?.pid).toBe(holder.pid);
      expect(readdirSync(state).filter((name) => !name.startsWith("agent.lock."))).toEqual([]);
      await holder.kill();
      await eventually(() => homeHolder(state) === null);
      alive = alive.filter((one) => one !== holder);
    }
  } finally {
    for (const { child } of contenders) child.kill("SIGKILL");
  }
});
