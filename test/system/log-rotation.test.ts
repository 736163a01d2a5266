import { readdirSync, readFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { RealHost, until } from "./real-host.ts";
import { front } from "./servers.ts";

const [REQUESTS, AT_ONCE] = [20_000, 16];
const KEEP = 200;

/** Asks for /1 to /REQUESTS, each once, and reads the answers away. */
async function load(port: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  let next = 0;
  const ask = (n: number) =>
    new Promise<void>((resolve, reject) => {
      get({ port, host: "127.0.0.1", path: `/${n}`, agent }, (response) => response.resume().once("end", resolve)).once(
        "error",
        reject,
      );
    });
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < REQUESTS) await ask(++next);
    }),
  );
  agent.destroy();
}

/** The number in a file's name; 0 for the live file. */
const slotOf = (name: string): number => Number(/\.log\.(\d+)/.exec(name)?.[1] ?? 0);

test("nginx's access log under load: rotated many times, every line once and whole, the old ones compressed", async () => {
  await using host = new RealHost();
  const { port, spec } = await front(host, { accessLog: true });
  host.configure({ front: { ...spec, log: { maxSize: "256KiB", keep: KEEP, maxAge: "1h" } } });
  expect((await host.command("start")).code).toBe(0);
  await load(port);
  expect((await host.command("stop", "front")).code).toBe(0);

  const folder = join(host.home, "log");
  const files = () =>
    readdirSync(folder)
      .filter((name) => name.startsWith("front.log"))
      .sort((a, b) => slotOf(b) - slotOf(a));
  const settled = (name: string) => !name.includes(".moving-") && (slotOf(name) < 2 || name.endsWith(".gz"));
  await until("rotation and compression to come to their end", () => files().every(settled));
  const names = files();
  expect(names.length).toBeGreaterThan(4);
  expect(names.length).toBeLessThanOrEqual(KEEP + 1);
  const texts = names
    .map((name) => readFileSync(join(folder, name)))
    .map((bytes, at) => (names[at]?.endsWith(".gz") ? gunzipSync(bytes) : bytes));
  const lines = texts
    .map((bytes) => bytes.toString("latin1").replaceAll("\0", ""))
    .join("")
    .split("\n");
  // The agent's own probe asks for "/".
  const seen = new Map<number, number>();
  for (const line of lines.filter((text) => text.startsWith("served ") && !text.startsWith("served / "))) {
    const n = Number(/^served \/(\d+) x{300}$/.exec(line)?.[1] ?? Number.NaN);
    seen.set(n, (seen.get(n) ?? 0) + 1);
  }
  const missing = Array.from({ length: REQUESTS }, (_, at) => at + 1).filter((n) => !seen.has(n));
  // Where a file cannot be shortened at its front (tmpfs, Btrfs), the log is copied and emptied, and the agent says what that may cost.
  const mayLose = host.agentLog().some(({ kind }) => kind === "fallback");
  expect(missing.length, `missing: ${missing.slice(0, 10)}`).toBeLessThanOrEqual(mayLose ? 100 : 0);
  expect([...seen].filter(([n, times]) => times !== 1 || Number.isNaN(n))).toEqual([]);
  expect(await host.command("logs", "front", "--lines", "5")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/served \/\d+ x/),
  });
});
