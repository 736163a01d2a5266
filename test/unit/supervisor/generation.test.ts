import { afterEach, describe, expect, test, vi } from "vitest";
import { parseJournal } from "../../../src/supervisor/journal.ts";
import { FakeHost, spec } from "./fake-host.ts";
import { good } from "./fake-machine.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("./fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("./fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());

const timeout = 10_000;
const generation = (host: FakeHost) => host.supervisor.status("is" as never).generation;

/** A host with one component that is up. */
async function up(): Promise<FakeHost> {
  const host = new FakeHost([spec("is")]);
  expect(generation(host)).toBe(0);
  await want(host, "up");
  return host;
}

async function want(host: FakeHost, desired: "up" | "down", length = 1_000): Promise<void> {
  const asked = host.supervisor.ask(host.supervisor.names, desired, true);
  await host.clock.settle();
  await asked;
  for (const actor of host.supervisor.actors) actor.want(desired === "up");
  await host.clock.advance(length);
}

describe("the generation", () => {
  test("grows by one with each process, whoever asked for it, and with nothing else", { timeout }, async () => {
    const host = await up();
    expect(generation(host)).toBe(1);
    await want(host, "up"); // it is
    host.setReady("is", false);
    host.setReady("is", true);
    expect(generation(host)).toBe(1);
    await want(host, "down");
    expect(generation(host)).toBe(1);
    await want(host, "up");
    expect(generation(host)).toBe(2);
    host.crash("is");
    expect(generation(host)).toBe(2);
    await host.clock.advance(2_000);
    expect(generation(host)).toBe(3);
  });

  test("does not grow with what could not be started", { timeout }, async () => {
    const host = await up();
    await want(host, "down");
    host.machine.conductOf = () => ({ ...good, cannotStart: "command not found" });
    await want(host, "up", 30_000);
    expect(generation(host)).toBe(1);
  });

  test("is kept by the next agent: the same process is the same generation", { timeout }, async () => {
    const host = await up();
    await want(host, "down");
    await want(host, "up");
    const pid = host.pid("is");
    host.resume();
    expect([generation(host), host.pid("is")]).toEqual([2, pid]);
    host.crash("is");
    await host.clock.advance(2_000);
    expect(generation(host)).toBe(3);
    host.killAgent();
    host.crash("is");
    host.resume();
    await host.clock.advance(2_000);
    expect(generation(host)).toBe(4);
  });

  test("counts a process that an agent started and did not live to record", { timeout }, async () => {
    const host = await up();
    const journal = host.machine.files.get("journal.json") ?? "";
    await want(host, "down");
    await want(host, "up");
    host.machine.files.set("journal.json", journal); // as if nothing of it had been written
    host.resume();
    expect(generation(host)).toBe(2);
    host.resume();
    expect(generation(host)).toBe(2);
  });

  test("is 1 for what runs where the journal is lost", { timeout }, async () => {
    const host = await up();
    host.machine.files.delete("journal.json");
    host.resume();
    expect(generation(host)).toBe(1);
  });

  test.each([
    ["runs", 1],
    ["is stopped", 0],
  ] as const)("of what %s is %i in a journal of before it was counted, and grows from there", { timeout }, async (how, first) => {
    const host = await up();
    if (how === "is stopped") await want(host, "down");
    const old = (host.machine.files.get("journal.json") ?? "").replace(/\s*"generation": \d+,/, "");
    expect(old).not.toContain("generation");
    expect([...parseJournal(old).components.values()].map((record) => record.generation)).toEqual([first]);
    host.machine.files.set("journal.json", old);
    host.resume();
    expect(generation(host)).toBe(first);
    await want(host, "down");
    await want(host, "up");
    expect(generation(host)).toBe(first + 1);
  });
});
