import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export type Server = "is" | "svg" | "ps";

/** Arguments that let a server start, with an address where nobody listens for what `ps` asks. */
export const ENOUGH: Record<Server, readonly string[]> = {
  is: ["--port", "0"],
  svg: ["--port", "0"],
  ps: ["--port", "0", "--is", "127.0.0.1:1", "--svg", "127.0.0.1:1"],
};

/** Ends the server when its stdin does: a runner that was killed leaves nothing behind. */
const LEASH = `data:text/javascript,${encodeURIComponent('process.stdin.on("end", () => process.exit(70)).resume().unref()')}`;

/** One server of the embedded stack as a real process. Disposing of it kills it, by its pid. */
export class StackProcess implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly stderr: Promise<string>;
  readonly #child: ChildProcess;
  #heard: () => void = () => {};
  #ended = false;

  constructor(server: Server, ...args: readonly string[]) {
    const program = fileURLToPath(new URL(`../../../examples/stack/${server}.mjs`, import.meta.url));
    const child = spawn(process.execPath, ["--import", LEASH, program, ...args], { stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    this.stderr = text(child.stderr);
    this.exited = once(child, "close").then(([code, signal]) => ({ code, signal }));
    createInterface(child.stdout)
      .on("line", (line) => this.#hear(line))
      .on("close", () => this.#end());
  }

  /** Starts a server and waits until it says that it is ready. */
  static async ready(server: Server, ...args: readonly string[]): Promise<StackProcess> {
    const started = new StackProcess(server, ...ENOUGH[server], ...args);
    await started.said(/ready on/);
    return started;
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** HOST:PORT, from its own word. */
  get origin(): string {
    const ready = this.lines.map((line) => / ready on (\S+)$/.exec(line)?.[1]).find(Boolean);
    if (!ready) throw new Error("not ready yet");
    return ready;
  }

  get port(): number {
    return Number(this.origin.split(":")[1]);
  }

  get(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`http://${this.origin}${path}`, init);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The first line of its log that matches, said already or yet to be said. Rejects when it ends without a word. */
  async said(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.lines.find((said) => pattern.test(said));
      if (line !== undefined) return line;
      if (this.#ended) throw new Error(`never said ${pattern}:\n${this.lines.join("\n")}\n${await this.stderr}`);
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  #hear(line: string): void {
    this.lines.push(line);
    this.#heard();
  }

  #end(): void {
    this.#ended = true;
    this.#heard();
  }
}
