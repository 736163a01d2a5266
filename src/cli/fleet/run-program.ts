import type { ProgramResult } from "../../config/fleet-source.ts";
import { LastBytes } from "../../core/last-bytes.ts";
import { runToEnd } from "../../supervisor/run-to-end.ts";

/** The most that a program may write to its standard output, in bytes. */
export const MOST_OUTPUT = 16 * 1024 * 1024;

/** Of what it writes to its standard error, the last bytes are kept. */
const MOST_WORDS = 16 * 1024;

/**
 * Runs a program to its end, without arguments, without a shell and with nothing to read. Rejects where it cannot be started,
 * writes more than 16 MiB, or the signal aborts; then it and whatever it started is ended.
 */
export async function runProgram(program: string, signal: AbortSignal): Promise<ProgramResult> {
  const full = new AbortController();
  const chunks: Buffer[] = [];
  let length = 0;
  const words = new LastBytes(MOST_WORDS);
  const onOutput = (chunk: Buffer, stream: "stdout" | "stderr") => {
    if (stream === "stderr") return words.add(chunk);
    length += chunk.length;
    if (length > MOST_OUTPUT) full.abort(new Error("wrote more than 16 MiB; no inventory is so large"));
    else chunks.push(chunk);
  };
  const call = { command: [program], folder: null, env: null, input: "", onOutput, onExit: () => {} } as const;
  const code = await runToEnd(call, AbortSignal.any([signal, full.signal]));
  return { code, stdout: Buffer.concat(chunks).toString("utf8"), stderr: words.text };
}
