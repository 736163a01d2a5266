import { expect, test } from "vitest";
import { alive, ask, eventually, Home, played, readyWith } from "../helpers/home.ts";

// The agent is killed, as the kernel does when memory runs out, in the middle of what it does. The next one goes on.

const timeout = 90_000;

const gated = {
  is: played("gated", readyWith("is.ready")),
  ps: played("gated", { after: ["is"], ...readyWith("ps.ready") }),
};

const has = (home: Home, what: string, name: string, times = 1) =>
  eventually(
    () => (home.count(what)[name] ?? 0) >= times,
    `${what} of ${name}, ${times} times; so far: ${JSON.stringify(home.trail)}`,
  );

async function nextAgent(home: Home): Promise<void> {
  await home.killAgent();
  await home.agent();
}

/** One process tree per component, and none that nobody knows. */
async function expectNoStrays(home: Home): Promise<void> {
  const pids = Object.values(await home.pids());
  const strays = home.componentProcesses().filter(({ pid, ppid }) => !pids.includes(pid) && !pids.includes(ppid));
  expect(strays).toEqual([]);
  expect(home.count("double")).toEqual({});
}

test("a start goes on with the next agent, whatever it had come to; nothing is started twice", { timeout }, async () => {
  await using home = new Home(gated);
  await home.agent();
  const start = ask("start");
  const asked = home.send(start);
  await has(home, "start", "is");
  await nextAgent(home); // is is not ready
  await asked;
  home.open("is.ready");
  await has(home, "start", "ps");
  await nextAgent(home); // is is ready, ps is not
  home.open("ps.ready");
  const done = await home.outcome(start);
  expect(done).toMatchObject({
    result: "done",
    components: [
      { name: "is", action: "started", previousPid: null },
      { name: "ps", action: "started", previousPid: null },
    ],
  });
  await nextAgent(home); // all is ready
  expect(await home.pids()).toEqual({ is: home.lastPid("is"), ps: home.lastPid("ps") });
  expect(await home.outcome(start)).toEqual(done);
  expect(await home.do("start")).toMatchObject({ result: "done", message: "already running" });
  expect(home.count("start")).toEqual({ is: 1, ps: 1 });
  await expectNoStrays(home);
});

test("a restart goes on with the next agent, and restarts each component exactly once", { timeout }, async () => {
  await using home = new Home(gated);
  home.open("is.ready");
  home.open("ps.ready");
  await home.agent();
  await home.do("start");
  const before = await home.pids();
  home.shut("is.ready");
  home.shut("ps.ready");

  const restart = ask("restart");
  const asked = home.send(restart);
  await has(home, "term", "ps");
  await nextAgent(home); // ps is ending
  await asked;
  home.open("ps.may-end");
  await has(home, "term", "is");
  await nextAgent(home); // ps has ended, is is ending
  home.open("is.may-end");
  await has(home, "start", "is", 2);
  await nextAgent(home); // is was started anew and is not ready
  const again = home.lastPid("is");
  home.open("is.ready");
  await has(home, "start", "ps", 2);
  await nextAgent(home); // ps was started anew and is not ready
  home.open("ps.ready");

  expect(await home.outcome(restart)).toMatchObject({
    result: "done",
    components: [
      { name: "is", action: "restarted", previousPid: before["is"], pid: again },
      { name: "ps", action: "restarted", previousPid: before["ps"], pid: home.lastPid("ps") },
    ],
  });
  expect(await home.pids()).toEqual({ is: again, ps: home.lastPid("ps") });
  await home.send(restart); // the same id again does nothing
  expect(home.count("start")).toEqual({ is: 2, ps: 2 });
  await expectNoStrays(home);
});

test("a stop goes on with the next agent, and what it stopped stays so", { timeout }, async () => {
  await using home = new Home({ ...gated, svg: played() });
  home.open("is.ready");
  home.open("ps.ready");
  await home.agent();
  await home.do("start");
  const stop = ask("stop", { components: ["ps", "is"] });
  const asked = home.send(stop);
  await has(home, "term", "ps");
  await nextAgent(home);
  await asked;
  home.open("ps.may-end");
  await has(home, "term", "is");
  await nextAgent(home);
  home.open("is.may-end");
  expect(await home.outcome(stop)).toMatchObject({ result: "done" });
  await nextAgent(home);
  expect(await home.pids()).toEqual({ svg: home.lastPid("svg") });
  expect((await home.now()).components.map(({ name, desired, state }) => `${name} ${desired} ${state}`)).toEqual([
    "is down stopped",
    "ps down stopped",
    "svg up running",
  ]);
  expect(home.count("start")).toEqual({ is: 1, ps: 1, svg: 1 });
});

test.each([
  { during: "restart", next: "start", starts: 2 },
  { during: "stop", next: "start", starts: 2 },
  { during: "restart", next: "restart", starts: 2 },
  { during: "restart", next: "stop", starts: 1 },
  { during: "start", next: "stop", starts: 1 },
] as const)(
  "with the agent killed during a $during, the command $next puts it right",
  { timeout },
  async ({ during, next, starts }) => {
    await using home = new Home({ is: played("gated", readyWith("is.ready")) });
    await home.agent();
    home.open("is.ready");
    if (during === "start") home.shut("is.ready");
    else await home.do("start");
    const begun = home.send(ask(during));
    await has(home, during === "start" ? "start" : "term", "is");
    await home.killAgent();
    await begun;
    const command = home.begin([next, "-o", "json"]);
    await command.said(/is: stopping/);
    home.open("is.may-end");
    const { code, stdout, stderr } = await command.ended;
    expect({ code, stdout: code === 0 ? "" : stdout, stderr: code === 0 ? "" : stderr }).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    await eventually(() => home.count("start")["is"] === starts, "the word of the last one that was started"); // its probe may be faster
    expect(home.count("start")).toEqual({ is: starts });
    expect(home.count("double")).toEqual({});
    if (next === "stop") await home.nothingLeft();
    else expect(await home.pids()).toEqual({ is: home.lastPid("is") });
  },
);

test.each([
  { kind: "start", every: 3 },
  { kind: "restart", every: 3 },
  { kind: "stop", every: 3 },
] as const)(
  "an agent killed after any step of a $kind leaves what the next one puts right",
  { timeout },
  async ({ kind, every }) => {
    await using home = new Home({ is: played(), ps: played("", { after: ["is"] }) });
    await home.agent();
    for (let step = 1; ; step += every) {
      await home.do(kind === "start" ? "stop" : "start"); // the state that it needs
      const before = home.count("start")["is"] ?? 0;
      const request = ask(kind);
      const agent = home.agentPid ?? 0;
      const steps = await home.send(request, (_, count) => {
        if (count === step) process.kill(agent, "SIGKILL");
      });
      if (steps < step) return; // all have been tried
      await eventually(() => !alive(agent), "the end of the agent");
      await home.agent();
      expect(await home.outcome(request)).toMatchObject({ kind, result: "done" });
      const starts = kind === "stop" ? before : before + 1;
      expect({ step, starts: home.count("start") }).toEqual({ step, starts: { is: starts, ps: starts } });
      if (kind === "stop") expect(home.componentProcesses()).toEqual([]);
      await expectNoStrays(home);
    }
  },
);
