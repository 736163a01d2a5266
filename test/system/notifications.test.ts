import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { eventually, Home, played } from "../helpers/home.ts";

const timeout = 60_000;

/** A server that keeps the messages it is sent. */
async function listener() {
  const told: { readonly event: string; readonly text: string; readonly component: string | null }[] = [];
  const server = createServer(async (request, response) => {
    told.push(JSON.parse(await text(request)));
    response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/SECRET?token=SECRET`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, told, [Symbol.dispose]: close };
}

test("an agent tells of a crash and of its end, of what was asked for, and of nothing twice", { timeout }, async () => {
  using pager = await listener();
  await using home = new Home();
  const all = ["failed", "crashed", "unhealthy", "not-ready", "operation-failed", "recovered", "stopped", "started"];
  const notify = { pager: { http: pager.url, on: all }, dead: { http: "http://127.0.0.1:1/SECRET", retries: 0 } };
  home.configure({ is: played("", { restart: { backoff: { initial: "50ms" } } }) }, { host: "node3", notify });
  const agent = await home.agent();
  const count = (event: string) => pager.told.filter((one) => one.event === event).length;

  expect((await home.do("start")).result).toBe("done");
  await eventually(() => count("started") === 1, "word of the start");
  process.kill((await home.pids())["is"] as number, "SIGKILL");
  await eventually(() => count("recovered") === 1, "word of its return");
  expect((await home.do("restart", "is")).result).toBe("done");
  await eventually(() => count("started") === 2, "word of the restart");
  expect((await home.do("stop", "is")).result).toBe("done");
  await eventually(() => count("stopped") === 1, "word of the stop");
  expect(pager.told.map(({ event }) => event)).toEqual(["started", "crashed", "recovered", "started", "stopped"]);
  expect(pager.told[1]?.text).toMatch(/^is on node3: crashed: killed by SIGKILL/);

  const { warnings } = await home.now();
  expect(warnings.filter((one) => one.includes("notification"))).toEqual([
    expect.stringMatching(/^notification dead failed 2 times since .*: POST http:\/\/127\.0\.0\.1:1: connect/),
  ]);
  const trial = await home.run("notify", "test");
  expect(trial.code).toBe(1);
  expect(trial.stdout).toMatch(/pager +ok .*\n.*dead +failed .*refused/s);
  expect((await home.run("notify", "test", "pager")).code).toBe(0);
  expect(pager.told.at(-1)).toMatchObject({ event: "test", component: null });
  expect(await home.run("notify", "test", "pagr")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("did you mean pager?"),
  });

  process.kill(agent.pid, "SIGTERM");
  expect((await agent.ended).code).toBe(0);
  expect(agent.text()).not.toContain("SECRET");
  await home.agent();
  expect((await home.do("stop")).result).toBe("done");
});
