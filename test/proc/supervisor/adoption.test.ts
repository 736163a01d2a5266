import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { journalFile, readJournal } from "../../../src/supervisor/journal.ts";
import { readLastKnown } from "../../../src/supervisor/last-known.ts";
import { stateOf } from "../../../src/supervisor/lifecycle-slot.ts";
import { readProcess } from "../../../src/supervisor/proc-fs.ts";
import { startComponents } from "../../../src/supervisor/procedure/start-components.ts";
import { stopComponents } from "../../../src/supervisor/procedure/stop-components.ts";
import type { ServerSupervisor } from "../../../src/supervisor/server-supervisor.ts";
import { component, eventually, named, SupervisedHost } from "../../helpers/supervised-host.ts";
import { Words } from "../../helpers/words.ts";

const timeout = 20_000;
const actor = (supervisor: ServerSupervisor, name = "is") => supervisor.actor(named(name));

/** Starts one component and lets its Supervisor vanish, as `kill -9` does. */
async function left(host: SupervisedHost, words: Words, does: readonly string[] = []): Promise<number> {
  const first = host.supervise([component("is", does)]);
  await startComponents(host.context(first));
  const pid = actor(first).pid ?? 0;
  await words.next("ready");
  await eventually(() => readJournal(host.stateDir).state?.components.get(named("is"))?.leader?.pid === pid);
  for (const one of first.actors) one.release();
  return pid;
}

test("a new Supervisor takes over the same process with the same uptime", { timeout }, async () => {
  await using words = await Words.listen();
  await using host = new SupervisedHost(systemClock, words);
  const pid = await left(host, words);
  const second = host.supervise([component("is")]);
  expect(actor(second).pid).toBe(pid);
  await eventually(() => actor(second).ready);
  expect(second.status(named("is"))).toMatchObject({ state: "running", ready: true, pid, restarts: 0, desired: "up" });
});

test("the end of an adopted process is seen, its exit status said to be unknown, and it is replaced", { timeout }, async () => {
  await using words = await Words.listen();
  await using host = new SupervisedHost(systemClock, words);
  const pid = await left(host, words);
  const second = host.supervise([component("is")]);
  process.kill(pid, "SIGKILL");
  const { pid: next } = await words.next("ready");
  expect(next).not.toBe(pid);
  expect(actor(second).lastExit?.hint).toContain("not known");
});

test("an adopted process is stopped, escaped members included", { timeout }, async () => {
  await using words = await Words.listen();
  await using host = new SupervisedHost(systemClock, words);
  await left(host, words, ["escapee"]);
  const child = Number((await words.next(/^child /)).word.split(" ")[1]);
  const second = host.supervise([component("is")]);
  const [outcome] = await stopComponents(host.context(second));
  expect(outcome).toMatchObject({ action: "stopped" });
  expect(readProcess(child)).toBeNull();
});

test("what was stopped on purpose stays stopped; what should be up and is not is started", { timeout }, async () => {
  await using words = await Words.listen();
  await using host = new SupervisedHost(systemClock, words);
  const both = [component("is"), component("svg")];
  const first = host.supervise(both);
  await startComponents(host.context(first));
  await stopComponents(host.context(first, ["svg"]));
  const pid = actor(first).pid ?? 0;
  await eventually(() => readJournal(host.stateDir).state?.components.get(named("svg"))?.desired === "down");
  for (const one of first.actors) one.release();
  process.kill(pid, "SIGKILL");
  await eventually(() => readProcess(pid) === null);
  const second = host.supervise(both);
  await eventually(() => actor(second).ready);
  expect(actor(second).pid).not.toBe(pid);
  expect(stateOf(actor(second, "svg").slot)).toBe("stopped");
});

test("a pid that is somebody else's now is left alone", { timeout }, async () => {
  await using words = await Words.listen();
  await using host = new SupervisedHost(systemClock, words);
  const pid = await left(host, words);
  const record = readJournal(host.stateDir).state?.components.get(named("is"))?.leader;
  process.kill(pid, "SIGKILL");
  await eventually(() => readProcess(pid) === null);
  // The stranger is this very process: its pid in the journal, with the start time of the one that has gone.
  const text = JSON.stringify({
    version: 1,
    supervisor: "running",
    components: {
      is: { desired: "down", leader: { ...record, pid: process.pid }, restarts: 0, lastExit: null, spec: component("is") },
    },
  });
  writeFileSync(journalFile(host.stateDir), text);
  const second = host.supervise([component("is")]);
  expect(actor(second).pid).toBeNull();
  expect(stateOf(actor(second).slot)).toBe("stopped");
});

test("a process whose start was not recorded is found by its mark, not started twice", { timeout }, async () => {
  await using words = await Words.listen();
  await using host = new SupervisedHost(systemClock, words);
  const pid = await left(host, words);
  const state = readJournal(host.stateDir).state;
  const record = state?.components.get(named("is"));
  writeFileSync(
    journalFile(host.stateDir),
    JSON.stringify({ version: 1, supervisor: "running", components: { is: { ...record, leader: null } } }),
  );
  const second = host.supervise([component("is")]);
  expect(actor(second).pid).toBe(pid);
});

test("a torn journal loses nobody: what lives is found by its mark and was wanted", { timeout }, async () => {
  await using words = await Words.listen();
  await using host = new SupervisedHost(systemClock, words);
  const pid = await left(host, words);
  writeFileSync(journalFile(host.stateDir), '{"version":1,"supervi');
  expect(readJournal(host.stateDir)).toMatchObject({ state: null, problem: expect.stringContaining("journal.json") });
  const known = await readLastKnown({ stateDir: host.stateDir, logDir: host.folder });
  expect(known.unattended).toMatchObject([{ name: "is", pid }]);
});

test("left-over members of a leader that has gone are ended before the component is started again", { timeout }, async () => {
  await using words = await Words.listen();
  await using host = new SupervisedHost(systemClock, words);
  const pid = await left(host, words, ["grandchild"]);
  const child = Number((await words.next(/^child /)).word.split(" ")[1]);
  process.kill(pid, "SIGKILL");
  await eventually(() => readProcess(pid) === null);
  const second = host.supervise([component("is")]);
  await eventually(() => actor(second).ready);
  expect(readProcess(child)).toBeNull();
  expect(actor(second).pid).not.toBe(pid);
});

test("every one of several components is taken over without a configuration, as a stop does it", { timeout }, async () => {
  await using words = await Words.listen();
  await using host = new SupervisedHost(systemClock, words);
  const first = host.supervise([component("is"), component("svg"), component("ps")]);
  await startComponents(host.context(first));
  const pids = first.actors.map(({ pid }) => pid ?? 0);
  await eventually(() => readJournal(host.stateDir).state?.components.get(named("ps"))?.leader !== null);
  for (const one of first.actors) one.release();
  const second = host.supervise([], "adopt-only");
  expect(second.actors.map(({ pid }) => pid)).toEqual(pids);
  const outcomes = await stopComponents(host.context(second));
  expect(outcomes.map(({ action }) => action)).toEqual(["stopped", "stopped", "stopped"]);
  expect(pids.map(readProcess)).toEqual([null, null, null]);
});

test("while nothing runs, nothing is unattended", { timeout }, async () => {
  await using words = await Words.listen();
  await using host = new SupervisedHost(systemClock, words);
  expect(await readLastKnown({ stateDir: host.stateDir, logDir: host.folder })).toEqual({
    agentPid: null,
    supervisorWasRunning: false,
    desired: new Map(),
    unattended: [],
  });
});
