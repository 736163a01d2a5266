import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { journalFile, readJournal } from "../../../src/supervisor/journal.ts";
import { readProcess } from "../../../src/supervisor/proc-fs.ts";
import { startComponents } from "../../../src/supervisor/procedure/start-components.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { component, eventually, named, SupervisedHost } from "../../helpers/supervised-host.ts";
import { Words } from "../../helpers/words.ts";

test("what is left of a leader that nobody recorded is never taken for one, however many Supervisors come", {
  timeout: 20_000,
}, async () => {
  const clock = new FakeClock();
  await using words = await Words.listen();
  await using host = new SupervisedHost(clock, words);
  const is = component("is", ["grandchild", "stubborn-grandchild"]);
  const first = host.supervise([is]);
  void startComponents(host.context(first)).catch(() => {});
  const { pid, word } = await words.next(/^child /);
  const child = Number(word.split(" ")[1]);
  await words.next("ready"); // of the leader or of its child
  await words.next("ready");
  for (const one of first.actors) one.release();
  process.kill(pid, "SIGKILL");
  await eventually(() => readProcess(pid) === null, "the end of the leader");
  await first.close();
  const record = readJournal(host.stateDir).state?.components.get(named("is"));
  const forgotten = { version: 1, supervisor: "running", components: { is: { ...record, leader: null } } };
  writeFileSync(journalFile(host.stateDir), JSON.stringify(forgotten));

  const recorded = () => readJournal(host.stateDir).state?.components.get(named("is"))?.leader?.pid;
  const second = host.supervise([is]);
  expect([second.status(named("is")).state, second.actor(named("is")).pid]).toEqual(["stopping", null]);
  await eventually(() => recorded() === child, "the record of what is left");
  for (const one of second.actors) one.release();

  const third = host.supervise([is]);
  expect([third.status(named("is")).state, third.actor(named("is")).pid]).toEqual(["stopping", null]);
  expect(readProcess(child)).not.toBeNull();
  await clock.advance(30_000);
  await eventually(() => readProcess(child) === null, "the end of what is left");
  await clock.advance(1_000);
  const next = await eventually(() => third.actor(named("is")).pid, "the next start");
  await eventually(() => words.heard.some((said) => said.pid === next && said.word === "ready"), "its word");
});
