import { type ChildProcess, spawn } from "node:child_process";
import { alive, eventually } from "../helpers/home.ts";

/** The line at which a shell says its pid, up to where it takes keys itself: what comes before that is not for its line editor. */
const PID = /PID=(\d+)\r[\s\S]*(?:\$ |\?2004h)$/;

/** A shell at a terminal of its own, in which somebody types. */
export class ShellInTerminal implements AsyncDisposable {
  readonly #socat: ChildProcess;
  #pid: number | null = null;
  #text = "";
  /** What was written up to here has been looked at. */
  #seen = 0;

  /** @param command as a shell starts it; `socat` gives it its terminal, without quotes and colons. */
  static async start(command: string, env: Readonly<Record<string, string>>): Promise<ShellInTerminal> {
    const shell = new ShellInTerminal(command, env);
    shell.type('echo PID="$$"\r');
    shell.#pid = Number((await shell.said(PID))[1]);
    return shell;
  }

  private constructor(command: string, env: Readonly<Record<string, string>>) {
    const args = ["-", `EXEC:${command},pty,setsid,ctty,stderr,sane`];
    this.#socat = spawn("socat", args, { cwd: "/", env: { ...env, TERM: "dumb" }, stdio: "pipe" });
    this.#socat.stdout?.on("data", (chunk: Buffer) => {
      this.#text += chunk.toString("utf8");
    });
    this.#socat.stdin?.on("error", () => {}); // it has ended
  }

  /** Keys, with `\t` and `\r` among them. What was written before does not count for {@link said} any more. */
  type(keys: string): void {
    this.#seen = this.#text.length;
    this.#socat.stdin?.write(keys);
  }

  /** Waits until this is on the terminal. */
  async said(what: RegExp): Promise<RegExpExecArray> {
    try {
      return await eventually(() => what.exec(this.#text.slice(this.#seen)), String(what));
    } catch (error) {
      throw new Error(`the terminal shows ${JSON.stringify(this.#text.slice(-2_000))}`, { cause: error });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pid = this.#pid;
    if (pid !== null && alive(pid)) process.kill(pid, "SIGKILL");
    this.#socat.kill("SIGKILL");
    await eventually(() => this.#socat.exitCode !== null || this.#socat.signalCode !== null, "the end of socat");
  }
}
