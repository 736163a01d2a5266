import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type ComponentYaml, played } from "../helpers/home.ts";
import { SmallFleet } from "../helpers/small-fleet.ts";
import { until } from "./real-host.ts";
import { mayMakeNetworks, type NetworkHost, TestNetwork } from "./test-network.ts";

const DRAIN = fileURLToPath(new URL("../../examples/nginx-drain/nginx-drain.sh", import.meta.url));
const STACK = fileURLToPath(new URL("../../examples/stack", import.meta.url));
const FAST = ["--min-ready", "200ms"] as const;
const NGINX = "/usr/sbin/nginx";
const PORT = 8_080;

/** The small Image Serving that comes along; its front is reached from the jump box. */
const components = ({ address }: NetworkHost) => ({
  is: {
    command: [process.execPath, join(STACK, "is.mjs"), "--port", "8081"],
    ready: { http: "http://127.0.0.1:8081/health", interval: "50ms" },
  },
  svg: {
    command: [process.execPath, join(STACK, "svg.mjs"), "--port", "8082"],
    ready: { http: "http://127.0.0.1:8082/health", interval: "50ms" },
  },
  ps: {
    command: [
      process.execPath,
      join(STACK, "ps.mjs"),
      "--host",
      address,
      "--port",
      String(PORT),
      "--is",
      "127.0.0.1:8081",
      "--svg",
      "127.0.0.1:8082",
    ],
    after: ["is", "svg"],
    ready: { http: `http://${address}:${PORT}/is/image`, interval: "50ms" },
  },
});

/** Six callers without a pause; at SIGTERM they end, and it says how often what came back. */
const LOAD = `
  const answers = {};
  let going = true;
  process.on("SIGTERM", () => { going = false; });
  const { get } = require("node:http");
  const one = () => new Promise((resolve) => {
    get({ host: "127.0.0.1", port: 8000, path: "/is/image", agent: false }, (response) => {
      response.resume().on("end", () => resolve(String(response.statusCode))).on("error", (error) => resolve(error.code));
    }).on("error", (error) => resolve(error.code));
  });
  const worker = async () => { while (going) { const answer = await one(); answers[answer] = (answers[answer] ?? 0) + 1; if (answers[answer] === 100) console.error("under load"); } };
  Promise.all(Array.from({ length: 6 }, worker)).then(() => console.log(JSON.stringify(answers)));
`;

/** nginx on the jump box, in front of all hosts, which passes each answer on as it is. */
async function front(network: TestNetwork): Promise<{ readonly list: string; readonly options: readonly string[] }> {
  const { jump } = network;
  const folder = join(jump.folder, "nginx");
  mkdirSync(folder);
  const list = join(folder, "upstream.conf");
  writeFileSync(list, network.hosts.map(({ address }) => `server ${address}:${PORT} max_fails=0;\n`).join(""));
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join(" ");
  const location = "location / { proxy_pass http://web; proxy_next_upstream off; }";
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; pid ${folder}/pid; worker_processes 1; worker_shutdown_timeout 20s; events {}
     http { access_log off; ${temp} upstream web { include ${list}; } server { listen 127.0.0.1:8000; ${location} } }`,
  );
  const args = ["-p", `${folder}/`, "-e", "stderr", "-c", `${folder}/nginx.conf`];
  jump.spawn(NGINX, args).stderr.resume();
  await until("nginx", () => existsSync(join(folder, "pid")) && readFileSync(join(folder, "pid"), "utf8").trim() !== "");
  return { list, options: ["--file", list, "--pid", `${folder}/pid`, "--nginx", [NGINX, ...args].join(" "), "--wait", "30"] };
}

describe.skipIf(!mayMakeNetworks)("a rollout under traffic", { timeout: 180_000 }, () => {
  test("a fleet-wide restart with the drain hook fails no request; without it, it does", async () => {
    await using network = await TestNetwork.make(3, components);
    for (const host of network.hosts) host.agent();
    for (const host of network.hosts) await until("an agent", async () => (await host.command("status", "-q")).code !== 4);
    const started = await network.command("--all", "start");
    expect(started.code, started.stderr).toBe(0);
    const { list, options } = await front(network);
    const inventory = JSON.parse(readFileSync(join(network.jump.home, "fleet.yaml"), "utf8"));
    const hook = (action: string) => (host: string) => ({ command: [DRAIN, action, host, ...options], timeout: "40s" });
    // A host's address is not its name here, so each has a group of its own, with its hooks.
    const groups = Object.fromEntries(network.hosts.map(({ name }) => [`only-${name}`, name]));
    const rollouts = Object.fromEntries(
      network.hosts.map(({ name, address }) => [
        `only-${name}`,
        { hooks: { before: hook("drain")(`${address}:${PORT}`), after: hook("add")(`${address}:${PORT}`) } },
      ]),
    );
    const drained = { ...inventory, groups, rollout: { minReady: "500ms", groups: rollouts } };
    writeFileSync(join(network.jump.home, "drained.yaml"), JSON.stringify(drained, null, 1));

    const under = async (...args: readonly string[]) => {
      const load = network.jump.spawn(process.execPath, ["-e", LOAD]);
      const answers = text(load.stdout);
      await once(load.stderr, "data"); // a hundred answers have come
      const ran = await network.command(...args);
      load.kill("SIGTERM");
      return { ran, answers: JSON.parse(await answers) as Readonly<Record<string, number>> };
    };
    const withHook = await under("--inventory", join(network.jump.home, "drained.yaml"), "--all", "restart", "--yes");
    expect(withHook.ran.code, withHook.ran.stderr + withHook.ran.stdout).toBe(0);
    expect(Object.keys(withHook.answers)).toEqual(["200"]);
    expect(withHook.answers["200"]).toBeGreaterThan(100);
    expect(readFileSync(list, "utf8")).not.toContain("down");

    const without = await under("--all", "restart", "--yes", "--min-ready", "500ms");
    expect(without.ran.code, without.ran.stderr).toBe(0);
    console.info("answers with the hook:", withHook.answers, "without it:", without.answers);
    expect(Object.keys(without.answers).filter((status) => status !== "200")).not.toEqual([]);
  });
});

/** Ready a while after its start, as real servers are. */
const SLOW: ComponentYaml = {
  ...played(),
  command: ["sh", "-c", 'sleep 0.5; exec "$@"', "sh", ...(played()["command"] as string[])],
};

describe("a rollout over ten hosts", { timeout: 240_000 }, () => {
  test("two at once and no more, and killed at ten moments every component is restarted exactly once", async () => {
    await using fleet = await SmallFleet.start(10, () => SLOW);
    const first = fleet.begin("--all", "restart", "is", "--batch", "2", "--min-ready", "1s");
    let most = 0;
    let over = false;
    const watching = (async () => {
      while (!over) {
        const out = (await fleet.now()).filter(({ components: all }) => all.some(({ ready }) => !ready)).length;
        most = Math.max(most, out);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    await first.said(/batch 1/);
    let current = first;
    for (let kill = 0; kill < 10; kill++) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2_500));
      current.child.kill("SIGKILL");
      await current.ended;
      current = fleet.begin("rollout", "resume", "last");
    }
    await current.ended;
    const last = await fleet.run("rollout", "resume", "last");
    over = true;
    await watching;
    expect([0, 1], last.stderr).toContain(last.code); // 1: it had come to its end
    expect(fleet.starts).toEqual(new Array(10).fill(2));
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(2);
    const shown = await fleet.run("rollout", "show", "last", "-o", "json");
    expect(shown.code).toBe(0);
  });
});

describe("a rollout over three hosts", { timeout: 120_000 }, () => {
  test("Ctrl-C begins no further host, waits for those in flight, and is never 0; resuming does the rest", async () => {
    await using fleet = await SmallFleet.start(3, () => played("gated"));
    const running = fleet.begin("--all", "restart", "is", ...FAST);
    await expect.poll(() => fleet.host(1).count("term").is ?? 0, { timeout: 20_000 }).toBe(1);
    running.child.kill("SIGINT");
    await running.said(/interrupted|no further|no new/i);
    for (const home of fleet.homes) home.open("is.may-end");
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(fleet.starts).toEqual([2, 1, 1]);
    expect(stdout).toContain("rollout resume");
    const resumed = await fleet.run("rollout", "resume", "last", "-o", "json");
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(fleet.starts).toEqual([2, 2, 2]);
  });

  test("a second Ctrl-C leaves those in flight running and goes at once; resuming asks what became of them", async () => {
    await using fleet = await SmallFleet.start(2, () => played("gated"));
    const running = fleet.begin("--all", "restart", "is", ...FAST);
    await expect.poll(() => fleet.host(1).count("term").is ?? 0, { timeout: 20_000 }).toBe(1);
    running.child.kill("SIGINT");
    await running.said(/interrupted/);
    running.child.kill("SIGINT");
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/node01: unknown: .*goes on there/);
    expect(fleet.starts).toEqual([1, 1]);
    for (const home of fleet.homes) home.open("is.may-end");
    const resumed = await fleet.run("rollout", "resume", "-o", "json");
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(fleet.starts).toEqual([2, 2]);
  });

  test("the command killed at any moment, and resumed: every component is restarted exactly once", async () => {
    await using fleet = await SmallFleet.start(3);
    const running = fleet.begin("--all", "restart", "is", "--min-ready", "400ms");
    for (const moment of [/batch 1/, /node01: done/, /batch 3|node02: done/]) {
      const current = moment.source === "batch 1" ? running : fleet.begin("rollout", "resume", "last");
      await current.said(moment).catch(() => {}); // it may have come to its end already
      current.child.kill("SIGKILL");
      await current.ended;
    }
    const last = await fleet.run("rollout", "resume", "last", "-o", "json");
    expect([0, 1], last.stderr).toContain(last.code); // 1: nothing was left to go on with
    expect(fleet.starts).toEqual([2, 2, 2]);
  });
});
