import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readTargets } from "../../../src/cli/fleet/targets.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { isFault } from "../../../src/core/fault.ts";
import { choicesFor } from "./choices-for.ts";
import { fakeTerminal } from "./fake-terminal.ts";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "is-targets-"));
  mkdirSync(join(home, "fleets"));
  write("fleet.yaml", "hosts: { node3: , node1: , node2: { labels: { dc: ams } } }");
});
afterEach(() => rmSync(home, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(home, name), text);

/** Who is meant by a command line. */
async function targets(line: string, env: Readonly<Record<string, string>> = {}, interrupted = new AbortController().signal) {
  const { terminal } = fakeTerminal({ clock: systemClock, env: { IMAGESERVING_HOME: home, ...env }, interrupted });
  const found = await readTargets(choicesFor(line, terminal), terminal);
  return found === null ? null : { names: found.hosts.map(({ name }) => name).join(" "), context: found.context };
}

/** What is wrong with it, by code and message. */
async function fault(...args: Parameters<typeof targets>) {
  const error: unknown = await targets(...args).then(
    () => new Error("it was well"),
    (reason: unknown) => reason,
  );
  return error;
}

test("no selection: the local host, and no inventory is read", async () => {
  rmSync(join(home, "fleet.yaml"));
  expect(await targets("")).toBeNull();
  write("context", "gone");
  expect(await targets("")).toBeNull();
});

test("hosts in the order of the inventory, each once", async () => {
  expect(await targets("-H node1,node2 -H node2,node3,node1")).toEqual({ names: "node3 node1 node2", context: "default" });
  expect((await targets("--all -x dc=ams"))?.names).toBe("node3 node1");
});

test("what is wrong with a selection or an inventory is told with its own code", async () => {
  expect(isFault(await fault("-H nod3"), "UNKNOWN_HOST")).toBe(true);
  expect(isFault(await fault("-H node[1"), "INVALID_SELECTOR")).toBe(true);
  expect(isFault(await fault("-H node1&node2"), "NO_MATCH")).toBe(true);
  write("fleet.yaml", "hosts: { node3: 7 }");
  expect(isFault(await fault("--all"), "INVALID_CONFIG")).toBe(true);
  rmSync(join(home, "fleet.yaml"));
  expect(isFault(await fault("--all"), "NOT_CONFIGURED")).toBe(true);
});

test("an inventory that is named itself is no context", async () => {
  write("other.yaml", "hosts: { other1: }");
  write("context", "gone");
  expect(await targets(`--all --inventory ${home}/other.yaml`)).toEqual({ names: "other1", context: null });
  expect((await targets(`--all --inventory ${home}/other.yaml`, { IMAGESERVING_CONTEXT: "gone" }))?.names).toBe("other1");
});

test("the context: by option, by the environment, by choice, else the default one", async () => {
  write("fleets/lab.yaml", "hosts: { lab1: }");
  write("fleets/ams.yaml", "hosts: { ams1: }");
  write("context", "ams\n");
  expect(await targets("--all")).toEqual({ names: "ams1", context: "ams" });
  expect(await targets("--all", { IMAGESERVING_CONTEXT: "lab" })).toEqual({ names: "lab1", context: "lab" });
  expect((await targets("--all --context default", { IMAGESERVING_CONTEXT: "lab" }))?.context).toBe("default");
  write("context", "default\n");
  expect((await targets("--all"))?.names).toBe("node3 node1 node2");
});

test.each(["LAb", "../fleet", "/etc/passwd", "fleets/lab", "-x", "lab.yaml"])("no context: %s", async (name) => {
  write("fleets/lab.yaml", "hosts: { lab1: }");
  write("fleets/ams.yaml", "hosts: { ams1: }");
  const error = await fault("--all", { IMAGESERVING_CONTEXT: name });
  expect(error).toMatchObject({ fault: { code: "INVALID_REQUEST" } });
  expect((error as Error).message).toContain(`there is no context ${JSON.stringify(name)}; known: `);
  if (name === "LAb") expect((error as Error).message).toContain("known: lab, default, ams.");
});

test("a chosen context that is gone is a problem of the choice, with a remedy", async () => {
  write("context", "gone\n");
  const error = await fault("--all");
  expect(error).toMatchObject({ fault: { code: "INVALID_CONFIG", problems: [{ file: join(home, "context"), line: 1 }] } });
  expect((error as Error).message).toContain("choose one with: ImageServing context use NAME");
  rmSync(join(home, "context"));
  mkdirSync(join(home, "context"));
  expect(isFault(await fault("--all"), "BAD_FILE")).toBe(true);
});

test("a program names the hosts; an interrupt ends it", { timeout: 20_000 }, async () => {
  const program = (text: string) => writeFileSync(join(home, "hosts"), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  program(`echo '{"hosts": {"made1": null, "made2": {"address": "127.0.0.1:7"}}}'`);
  expect(await targets(`--all --inventory exec:${home}/hosts`)).toEqual({ names: "made1 made2", context: null });
  program("sleep 60");
  const stop = new AbortController();
  const reading = fault(`--all --inventory exec:${home}/hosts`, {}, stop.signal);
  stop.abort(new Error("interrupted"));
  expect(isFault(await reading, "INVALID_CONFIG")).toBe(true);
});
