import type { Terminal, TextOutput } from "../../../src/cli/terminal.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

/** An output that keeps what was written. */
export class KeptOutput implements TextOutput {
  text = "";
  readonly isTerminal: boolean;
  readonly columns: number | null;
  readonly color = true;

  constructor(columns: number | null = null) {
    this.isTerminal = columns !== null;
    this.columns = columns;
  }

  write(text: string): void {
    this.text += text;
  }

  async drained(): Promise<void> {}
}

/** A world in which nothing is there. */
export const fakeTerminal = (changed: Partial<Terminal> = {}) => {
  const [stdout, stderr] = [new KeptOutput(), new KeptOutput()];
  const terminal: Terminal = {
    stdout,
    stderr,
    interrupted: new AbortController().signal,
    outputClosed: new AbortController().signal,
    takeSecondInterrupt: () => new AbortController().signal,
    ask: null,
    clock: new FakeClock(),
    env: {},
    userName: "alice",
    isRoot: false,
    hostName: "this-host",
    nodePath: "/usr/bin/node",
    packageDir: "/opt/imageserving",
    version: "1.2.3",
    ...changed,
  };
  return { terminal, stdout, stderr };
};
