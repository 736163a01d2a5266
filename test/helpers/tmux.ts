import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../bin/ImageServing", import.meta.url));
const LOOK_EVERY = 20;

/** A real terminal with a shell in it, which keys are sent to and whose screen is read: tmux, with a server of its own. */
export class Tmux implements Disposable {
  readonly #server = `imageserving-${process.pid}-${randomUUID().slice(0, 8)}`;

  constructor(columns = 80, rows = 24, env: Readonly<Record<string, string>> = {}) {
    const set = Object.entries({ PS1: "$ ", ...env }).map(([name, value]) => `${name}='${value}'`);
    this.#run("new-session", "-d", "-x", String(columns), "-y", String(rows), `env -u NO_COLOR ${set.join(" ")} sh`);
  }

  /** Types a command for the program, and Enter. */
  begin(...args: readonly string[]): void {
    this.type(`${PROGRAM} ${args.join(" ")}; echo "code=$?"`);
    this.keys("Enter");
  }

  /** Types letters, as they are. */
  type(text: string): void {
    this.#run("send-keys", "-l", text);
  }

  /** Presses keys by the names that tmux has for them. */
  keys(...names: readonly string[]): void {
    this.#run("send-keys", ...names);
  }

  resize(columns: number, rows: number): void {
    this.#run("resize-window", "-x", String(columns), "-y", String(rows));
  }

  /** The screen, a line each, without spaces at their ends. */
  get lines(): readonly string[] {
    return this.#run("capture-pane", "-p").replace(/\n$/, "").split("\n");
  }

  get text(): string {
    return this.lines.join("\n");
  }

  /** The same with the codes of its colours. */
  get painted(): string {
    return this.#run("capture-pane", "-p", "-e");
  }

  /** How many lines go on in the next one, because they did not fit. */
  get wrapped(): number {
    return this.lines.length - this.#run("capture-pane", "-p", "-J").replace(/\n$/, "").split("\n").length;
  }

  /** The foreground process of the terminal's shell. */
  get childPid(): number {
    const shell = Number(this.#run("display-message", "-p", "#{pane_pid}"));
    return Number(
      spawnSync("ps", ["-o", "pid=", "--ppid", String(shell)], { encoding: "utf8" })
        .stdout.trim()
        .split("\n")[0],
    );
  }

  /** Resolves as soon as the screen is like that, with how long it took in milliseconds. */
  async shows(what: RegExp | ((text: string) => boolean), within = 20_000): Promise<number> {
    const begun = performance.now();
    for (;;) {
      const { text } = this;
      if (typeof what === "function" ? what(text) : what.test(text)) return performance.now() - begun;
      if (performance.now() - begun > within) throw new Error(`within ${within} ms the screen did not show ${what}:\n${text}`);
      await sleep(LOOK_EVERY);
    }
  }

  [Symbol.dispose](): void {
    this.#run("kill-server");
  }

  #run(...args: readonly string[]): string {
    const { stdout, stderr, status } = spawnSync("tmux", ["-L", this.#server, "-f", "/dev/null", ...args], { encoding: "utf8" });
    if (status !== 0 && args[0] !== "kill-server") throw new Error(`tmux ${args[0]}: ${stderr}`);
    return stdout;
  }
}
