import { expect, test } from "vitest";
import { Home, played } from "../helpers/home.ts";
import { SmallFleet } from "../helpers/small-fleet.ts";

const timeout = 60_000;

test("events, followed over an agent that is killed; why a component is as it is", { timeout }, async () => {
  await using home = new Home({ is: played(), ps: played("", { after: ["is"] }) });
  const [nobody, absent] = await Promise.all([home.run("events"), home.run("why", "is")]);
  expect([nobody.code, nobody.stdout, nobody.stderr]).toEqual([3, "", expect.stringContaining("is not running")]);
  expect([absent.code, absent.stdout]).toEqual([3, expect.stringContaining("the Server Supervisor is not running")]);

  await home.agent();
  const following = home.begin(["events", "-f"], { endless: true });
  await following.said("started");
  await home.do("start");
  await following.said(/ ps +ready/);
  await home.killAgent();
  await following.said("lost");
  const unattended = await home.run("why", "is");
  expect([unattended.code, unattended.stdout]).toEqual([1, expect.stringContaining("running unattended")]);
  await home.agent();
  await following.said("back after");
  await home.do("stop", "is");
  await following.said(/ is +stopped/);
  following.child.kill("SIGINT");
  expect((await following.ended).code).toBe(130);

  const [why, waits, unknown, events] = await Promise.all([
    home.run("why", "is", "-o", "json"),
    home.run("why", "ps"),
    home.run("why", "si"),
    home.run("events", "is", "-n", "2", "-o", "jsonl"),
  ]);
  const [told] = JSON.parse(why.stdout).hosts;
  expect(why.code).toBe(3);
  expect(told).toMatchObject({
    component: "is",
    verdict: "stopped",
    desired: "down",
    operations: [{ kind: "stop", by: "test" }],
  });
  expect([waits.code, waits.stdout]).toEqual([0, expect.stringContaining("running and ready")]);
  expect([unknown.code, unknown.stderr]).toEqual([4, expect.stringContaining('unknown component "si"; known: is, ps')]);
  const last = events.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const head = { command: "events", by: "test" };
  expect(last).toMatchObject([
    { ...head, component: "is", state: "stopped" },
    { ...head, kind: "operation-ended", operation: { kind: "stop", components: ["is"] } },
  ]);
});

test("of many hosts: events in one order, why of one of them, and who differs", { timeout }, async () => {
  await using fleet = await SmallFleet.start(2);
  const host = fleet.names[1] as string;
  await fleet.host(2).do("stop", "is");
  const [events, why, differ, several] = await Promise.all([
    fleet.run("--all", "events", "-o", "json"),
    fleet.run("why", host, "is"),
    fleet.run("diff", "-o", "json"),
    fleet.run("why", "node[01-02]", "is"),
  ]);
  expect(events.code).toBe(0);
  const told = JSON.parse(events.stdout).hosts;
  expect(told.map(({ events: own }: { events: readonly { message: string }[] }) => own.length > 3)).toEqual([true, true]);
  expect([why.code, why.stdout]).toEqual([3, expect.stringContaining(`is on ${host}: stopped on purpose`)]);
  expect(why.stdout).toContain(`--host ${host} start is`);
  expect(differ.code).toBe(1);
  const { aspects } = JSON.parse(differ.stdout);
  expect(aspects.find(({ about }: { about: string }) => about === "desired.is")).toMatchObject({ alike: false, reference: null });
  expect([several.code, several.stderr]).toEqual([2, "why explains one host; these are 2\n"]);
});
