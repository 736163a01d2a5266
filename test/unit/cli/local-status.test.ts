import { expect, test } from "vitest";
import { statusExitCode } from "../../../src/cli/exit-codes.ts";
import { localStatus } from "../../../src/cli/local/local-status.ts";
import { seconds } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import { FakeLocalHost, inTime } from "./fake-local-host.ts";
import { component, config, hostStatus, lastKnown } from "./samples.ts";

const never = new AbortController().signal;
const ask = (host: FakeLocalHost, components: readonly string[] = []) =>
  inTime(host.clock, localStatus(host, { components, within: seconds(5), configured: true }, never));
const well = async () => hostStatus([component("is")]);

test("the agent answers: its answer, under its name", async () => {
  const answer = await ask(new FakeLocalHost().running({ status: well }));
  expect(answer).toMatchObject({ host: "node3", outcome: "ok", value: { components: [{ name: "is" }] } });
  expect(statusExitCode(answer)).toBe(0);
});

test("no agent: from the files", async () => {
  const host = new FakeLocalHost();
  host.config = config("is");
  expect(statusExitCode(await ask(host))).toBe(3);
  host.gone([component("is")]);
  expect(statusExitCode(await ask(host))).toBe(1);
});

test("an agent that lives and takes no connection is not responding, with its pid, and nothing was sent", async () => {
  const host = new FakeLocalHost();
  host.known = lastKnown({ agentPid: 812 });
  const answer = await ask(host);
  expect(answer).toMatchObject({ host: "this-host", outcome: "unreachable", error: { fault: { code: "UNREACHABLE" } } });
  expect(answer.error?.message).toMatch(
    /^not responding: the agent of this-host \(agent pid 812\): nothing listened at its socket for 5 s\n {2}kill -9 812 /,
  );
  expect(statusExitCode(answer)).toBe(4);
  expect(host.clock.now()).toBe(5_000);
});

test("an agent that takes the request and does not answer is not responding, with its pid", async () => {
  const host = new FakeLocalHost().running({
    status: async () => {
      throw new FaultError({ code: "NOT_RESPONDING", target: "/run/agent.sock", pid: null, afterMs: 5_000 });
    },
  });
  const answer = await ask(host);
  expect(answer).toMatchObject({ outcome: "unknown", error: { fault: { code: "NOT_RESPONDING", pid: 812 } } });
  expect(answer.error?.message).toMatch(
    /^not responding: this-host \(agent pid 812\) did not answer within 5 s\n {2}kill -9 812 /,
  );
  expect(statusExitCode(answer)).toBe(4);
});

test("an agent that is about to listen is waited for", async () => {
  const host = new FakeLocalHost();
  host.known = lastKnown({ agentPid: 812 });
  host.clock.after(seconds(1), () => host.running({ status: well }));
  expect((await ask(host)).outcome).toBe("ok");
});

test("an agent that is ending is waited for, then there is none", async () => {
  const host = new FakeLocalHost().running({
    status: async () => {
      throw new FaultError({ code: "SHUTTING_DOWN" });
    },
  });
  host.clock.after(seconds(2), () => host.gone());
  expect(statusExitCode(await ask(host))).toBe(3);
});

test("an agent that ends for ever is given up", async () => {
  const host = new FakeLocalHost().running({
    status: async () => {
      throw new FaultError({ code: "SHUTTING_DOWN" });
    },
  });
  expect(await ask(host)).toMatchObject({ outcome: "unreachable", error: { fault: { code: "SHUTTING_DOWN" } } });
});

test("an unknown component is the agent's to say", async () => {
  const host = new FakeLocalHost().running({
    status: async () => {
      throw new FaultError({ code: "UNKNOWN_COMPONENT", names: ["foo"], known: ["is"] });
    },
  });
  const answer = await ask(host, ["foo"]);
  expect(answer).toMatchObject({ outcome: "failed", error: { fault: { known: ["is"] } } });
  expect(statusExitCode(answer)).toBe(4);
});

test("whoever may not use the socket is told who may", async () => {
  const host = new FakeLocalHost();
  host.listens = "forbidden";
  const answer = await ask(host);
  expect(answer.error?.message).toBe("using the agent's socket is not permitted; alice is neither its owner nor in its group");
  expect(statusExitCode(answer)).toBe(4);
});

test("a defect is not dressed up as an answer", async () => {
  const host = new FakeLocalHost().running({ status: () => Promise.reject(new TypeError("oops")) });
  await expect(ask(host)).rejects.toThrow("oops");
});

test("Ctrl-C ends the wait", async () => {
  const host = new FakeLocalHost();
  host.known = lastKnown({ agentPid: 812 });
  const stop = new AbortController();
  host.clock.after(seconds(1), () => stop.abort(new Error("stop")));
  const asked = localStatus(host, { components: [], within: seconds(5), configured: false }, stop.signal);
  await expect(inTime(host.clock, asked)).rejects.toThrow("stop");
  expect(host.clock.pending).toBe(0);
});
