import type { Clock } from "../core/clock.ts";

/** One of the two streams that a command writes to. */
export interface TextOutput {
  /** Text, or the bytes of a file that is sent into a pipe. */
  write(text: string | Uint8Array): void;
  /** Resolves when there is room for more: whoever writes without end waits for it, or a slow reader fills the memory. */
  drained(): Promise<void>;
  /** Whether a person's terminal is at the other end. */
  readonly isTerminal: boolean;
  /** Width in characters, as it is now; null where nobody knows, as in a pipe. */
  readonly columns: number | null;
  /** Whether colour is welcome there, by what the environment says. */
  readonly color: boolean;
}

/** A terminal that a person sits at, for a view of its whole screen. */
export interface FullScreen {
  readonly keys: NodeJS.ReadStream;
  readonly display: NodeJS.WriteStream;
  /** Calls back when the process ends, whatever ends it: then there is time for a last write. */
  onExit(act: () => void): void;
}

/** All that the command sees of the world around it. Only main makes one from the process. */
export interface Terminal {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Aborts with an {@link Interrupted} on Ctrl-C or SIGTERM. */
  readonly interrupted: AbortSignal;
  /** For a command that has something left to do then: aborts at the second Ctrl-C, which else ends the process at once. The third does. */
  takeSecondInterrupt(): AbortSignal;
  /** Asks a person yes or no; null: nobody is there to be asked. Resolves with false where the signal aborts. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<boolean>) | null;
  /** Absent: stdin or stdout is no terminal, or one that cannot move its cursor. */
  readonly screen?: FullScreen;
  /** Aborts when nobody reads stdout any more, as after `| head`. What has been asked for goes on all the same. */
  readonly outputClosed: AbortSignal;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who calls, for the record of the agent. */
  readonly userName: string;
  readonly isRoot: boolean;
  /** Name of this machine, for reports that no agent gives. */
  readonly hostName: string;
  /** The Node executable that runs this, absolute. */
  readonly nodePath: string;
  /** The folder of this package, absolute: what a background agent is started from, and what comes along, lies in it. */
  readonly packageDir: string;
  readonly version: string;
}

/** Somebody pressed Ctrl-C, or ended the command with SIGTERM. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** 128 and the number of the signal, as shells count. */
  readonly exitCode: 130 | 143;

  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`interrupted by ${signal}`);
    this.exitCode = signal === "SIGINT" ? 130 : 143;
  }
}
