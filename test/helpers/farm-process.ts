import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import type { ComponentStatus } from "../../src/core/status.ts";
import type { Behaviour } from "./agent-farm.ts";

const root = process.cwd(); // both vitest and the benchmarks run in the folder of the package

/** Many hosts with certificates on loopback addresses, in a process of their own, which are changed from here. */
export class FarmProcess implements AsyncDisposable {
  /** As in fleet.yaml. */
  readonly inventory: string;
  readonly #child: ChildProcess;

  static async start(plan: Partial<Record<Behaviour, number>>): Promise<FarmProcess> {
    const script = join(root, "node_modules/.bench", `farm-${process.pid}.mjs`); // packages are found from there
    await build({
      entryPoints: [join(root, "test/helpers/farm-main.ts")],
      outfile: script,
      bundle: true,
      packages: "external",
      format: "esm",
      platform: "node",
      target: "node20",
      logLevel: "warning",
    });
    const whole = { answers: 0, refuses: 0, hangs: 0, "black hole": 0, ...plan };
    const child = spawn(process.execPath, [script, JSON.stringify(whole)], { stdio: ["pipe", "pipe", "inherit"], cwd: root });
    const lines = createInterface({ input: child.stdout });
    const [line] = (await once(lines, "line")) as [string];
    rmSync(script, { force: true }); // it has been read
    return new FarmProcess(child, (JSON.parse(line) as { inventory: string }).inventory);
  }

  private constructor(child: ChildProcess, inventory: string) {
    this.#child = child;
    this.inventory = inventory;
  }

  /** A component of a host is otherwise from now on. */
  change(host: string, component: string, changed: Partial<ComponentStatus>): void {
    this.#child.stdin?.write(`${JSON.stringify({ host, component, changed })}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.stdin?.end();
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
    await gone;
    clearTimeout(late);
  }
}
