import { expect, test } from "vitest";
import { seconds } from "../../src/core/duration.ts";
import type { OperateRequest } from "../../src/core/host-service.ts";
import type { LeaseId } from "../../src/core/names.ts";
import type { HostConnection } from "../../src/rpc/client.ts";
import { alive, ask, CALL, eventually, Home, played } from "../helpers/home.ts";

const timeout = 90_000;
const [A, B] = ["rollout-a", "rollout-b"] as readonly string[] as readonly [LeaseId, LeaseId];
const wish = (id: LeaseId, length = 60) => ({ id, reason: "new JDK", ttl: seconds(length), expectedHost: "" });
const heldBy = (id: LeaseId) => ({ fault: { code: "LEASE_HELD", id, by: "test", reason: "new JDK" } });

/** Restart `is` as a plan has it that was made now, under this lease. */
async function plan(home: Home, leaseId: LeaseId): Promise<OperateRequest> {
  const { supervisor, components } = await home.now();
  const fences = components.map(({ name, generation }) => ({ component: name, generation }));
  return ask("restart", { components: ["is"], conditions: { fences, configHash: supervisor.configHash, leaseId } });
}

async function first(host: HostConnection, request: OperateRequest): Promise<unknown> {
  for await (const update of host.operate(request, CALL)) if (update.t === "result") return update.operation.result;
  return null;
}

test("a lease and its fences outlive the agent, which is killed while it is held", { timeout }, async () => {
  await using home = new Home({ is: played() });
  await home.agent();
  await home.do("start");
  await using host = home.connect();
  const taken = await host.acquireLease(wish(A), CALL);
  const [mine, theirs] = [await plan(home, A), await plan(home, B)];
  await home.killAgent();
  await home.agent();

  await using next = home.connect();
  const held = await next.getLease("", CALL);
  expect(held).toMatchObject({ id: A, by: "test", reason: "new JDK", since: taken.since, ttl: 60_000 });
  expect(held?.expiresIn).toBeLessThan(60_000);
  await expect(next.acquireLease(wish(B), CALL)).rejects.toMatchObject(heldBy(A));
  await expect(first(next, theirs)).rejects.toMatchObject(heldBy(A));
  expect(home.count("start")).toEqual({ is: 1 });

  expect(await first(next, mine)).toBe("done");
  expect(await first(next, mine)).toBe("done"); // the same id, whatever has moved
  expect(home.count("start")).toEqual({ is: 2 });
  const again: OperateRequest = { ...mine, id: ask("restart").id };
  await expect(first(next, again)).rejects.toMatchObject({
    fault: { code: "MOVED_ON", component: "is", actual: "2", planned: "1" },
  });

  expect(await home.do("restart", "is")).toMatchObject({ result: "done" }); // a person at night is not kept out
  expect(await next.breakLease({ id: A, expectedHost: "" }, "nobody is behind it", CALL)).toMatchObject({ id: A });
  await expect(next.renewLease(wish(A), CALL)).rejects.toMatchObject({ fault: { code: "LEASE_NOT_HELD" } });
  await home.killAgent();
  await home.agent();
  await using last = home.connect();
  expect(await last.acquireLease(wish(B), CALL)).toMatchObject({ id: B });
  expect((await home.run("audit", "show")).stdout).toContain("BreakLease");
});

test("a generation counts every process, also those that came while no agent lived to tell", { timeout }, async () => {
  await using home = new Home({ is: played() });
  await home.agent();
  await home.do("start");
  const pid = (await home.pids())["is"] as number;
  await home.killAgent();
  process.kill(pid, "SIGKILL");
  await eventually(() => !alive(pid), `the end of ${pid}`);
  await home.agent();
  await eventually(async () => (await home.now()).components[0]?.ready, "is, started anew");
  const { components } = await home.status();
  expect(components).toMatchObject([{ name: "is", generation: 2 }]);
});
