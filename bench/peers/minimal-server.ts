import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestAuthority } from "../../test/helpers/authority.ts";
import type { Bench } from "../kit/bench.ts";
import { bundled } from "../kit/bundled.ts";
import { keep } from "../kit/run-program.ts";

/** A server that answers every Status with the same bytes. */
export interface MinimalServer {
  readonly pid: number;
  readonly port: number;
}

/**
 * Starts one with the certificates of `host`. @param answer a file with what it answers. @param how `bytes`: as they are;
 * `message`: made anew from an object for each call.
 */
export async function minimalServer(
  authority: TestAuthority,
  host: string,
  answer: string,
  how: "bytes" | "message",
  bench: Bench,
): Promise<MinimalServer> {
  const script = await bundled("minimal-server", bench, true);
  const { cert, key, ca } = authority.tlsOf(host);
  const argv = [process.execPath, script, "0", cert, key, ca, answer, how] as const;
  const child = keep({ argv: [...argv] }, bench, join(process.cwd()));
  if (child.stdout === null) throw new Error("it has no output");
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "exit").then(() => {
      throw new Error("the minimal server ended");
    }),
  ])) as [string];
  return { pid: child.pid, port: Number(line.split(" ")[1]) };
}
