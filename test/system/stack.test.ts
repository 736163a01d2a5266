import { mkdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askFastCgi } from "./fast-cgi.ts";
import { connected, exchange, fetchText } from "./network.ts";
import { programOf, secondsSinceBoot, startedAt, treeMemory } from "./processes.ts";
import { named, type Ran, RealHost, until } from "./real-host.ts";
import { imageServer, platformServer, type Served, svgServer } from "./servers.ts";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><circle cx="20" cy="15" r="9" fill="red"/></svg>';
const PNG = Buffer.from("89504e470d0a1a0a", "hex");
/** How long svg waits before it listens, in seconds. */
const SLOW = 1.5;

describe("is, svg and ps, from start to stop", () => {
  let host: RealHost;
  let is: Served;
  let svg: Served;
  let ps: Served;
  let started: Ran;

  beforeAll(async () => {
    host = new RealHost();
    const images = join(host.folder, "images");
    mkdirSync(images);
    const blue = { create: { width: 300, height: 200, channels: 3, background: "blue" } } as const;
    await sharp(blue).tiff({ tile: true, pyramid: true, tileWidth: 128, tileHeight: 128 }).toFile(join(images, "blue.tif"));
    is = await imageServer(host);
    const fast = await svgServer();
    const [program, ...args] = fast.spec.command;
    svg = {
      port: fast.port,
      spec: { ...fast.spec, command: ["/bin/sh", "-c", `sleep ${SLOW}; exec "$0" "$@"`, program, ...args] },
    };
    ps = await platformServer(host, { imageServerPort: is.port }, { after: ["is", "svg"] });
    host.configure({ ps: ps.spec, is: is.spec, svg: svg.spec });
    started = await host.command("start");
  });

  afterAll(() => host[Symbol.asyncDispose]());

  test("is and svg start together, ps when both are ready", async () => {
    expect(started).toMatchObject({ code: 0, stdout: expect.stringMatching(/Server Supervisor:? started in/) });
    const { exitCode, components } = await host.status();
    expect(exitCode).toBe(0);
    expect(components.map(({ state, ready }) => ({ state, ready }))).toEqual(
      components.map(() => ({ state: "running", ready: true })),
    );
    const [isAt, svgAt, psAt] = ["is", "svg", "ps"].map((name) => startedAt(named(components, name).pid)) as [
      number,
      number,
      number,
    ];
    expect(Math.abs(isAt - svgAt)).toBeLessThan(SLOW / 2);
    expect(psAt).toBeGreaterThanOrEqual(svgAt + SLOW);
  });

  test("status: the leader of ps is java; memory and uptime are what the kernel says", async () => {
    const asked = secondsSinceBoot();
    const { components } = await host.status();
    const answered = secondsSinceBoot();
    expect(programOf(named(components, "ps").pid)).toBe("java");
    for (const { name, pid, memoryBytes, uptimeSeconds } of components) {
      const [memory, since] = [treeMemory(pid), startedAt(pid)];
      expect(Math.abs(memoryBytes - memory), `memory of ${name}`).toBeLessThan(Math.max(2 ** 20, memory / 10));
      expect(uptimeSeconds, `uptime of ${name}`).toBeGreaterThanOrEqual(asked - since - 0.02);
      expect(uptimeSeconds, `uptime of ${name}`).toBeLessThanOrEqual(answered - since + 0.02);
    }
    expect(named(components, "ps").memoryBytes).toBeGreaterThan(64 * 2 ** 20);
  });

  test("each server does its work: a PNG from svg, a JPEG from is, and ps names its imageServer", async () => {
    expect((await exchange(svg.port, SVG)).subarray(0, PNG.length)).toEqual(PNG);
    const picture = await askFastCgi(is.port, "FIF=blue.tif&WID=60&CVT=jpeg");
    const body = picture.subarray(picture.indexOf("\r\n\r\n") + 4);
    expect(await sharp(body).metadata()).toMatchObject({ format: "jpeg", width: 60, height: 40 });
    expect(await fetchText(ps.port, "/is/image")).toMatchObject({ status: 200, body: expect.stringContaining("imageServer") });
  });

  test("the tries of the agent do not block iipsrv, and an idle connection that does is no reason to call it down", async () => {
    const { pid } = await host.component("is");
    const answers = await Promise.all(Array.from({ length: 8 }, () => askFastCgi(is.port, "FIF=blue.tif&OBJ=Max-size")));
    for (const answer of answers) expect(answer.toString("latin1")).toContain("Max-size:300 200");
    const idle = await connected(is.port);
    let answered = false;
    const waiting = askFastCgi(is.port, "FIF=blue.tif&OBJ=Max-size").then(() => {
      answered = true;
    });
    expect(await host.component("is")).toMatchObject({ state: "running", ready: true, pid });
    expect(answered).toBe(false);
    idle.destroy();
    await waiting;
  });

  test("with is stopped, ps is not ready, and is not blamed for it; nothing else is touched", async () => {
    const before = (await host.status()).components;
    expect((await host.command("stop", "is")).code).toBe(0);
    const { exitCode, components } = await until("ps not ready", async () => {
      const status = await host.status();
      return named(status.components, "ps").ready ? null : status;
    });
    expect(exitCode).toBe(3);
    expect(named(components, "is")).toMatchObject({ state: "stopped", pid: null, lastExit: { expected: true } });
    expect(named(components, "svg")).toMatchObject({ ready: true, pid: named(before, "svg").pid });
    const { pid, state, reason } = named(components, "ps");
    expect({ pid, state }).toEqual({ pid: named(before, "ps").pid, state: "running" });
    expect(reason).toContain('without "imageServer" in the body; the component itself answers, suspect what it depends on');
    expect((await host.command("start", "is")).code).toBe(0);
    expect(await until("ps ready again", async () => (await host.component("ps")).ready)).toBe(true);
    expect((await host.component("ps")).pid).toBe(pid);
  });

  test("restart is: a new pid for is, the others unchanged, and no crash is counted", async () => {
    const before = (await host.status()).components;
    const { code, outcomes } = await host.operate("restart", "is");
    expect(code).toBe(0);
    const { components } = await host.status();
    expect(named(components, "is").pid).not.toBe(named(before, "is").pid);
    expect(outcomes).toMatchObject([
      { name: "is", action: "restarted", previousPid: named(before, "is").pid, pid: named(components, "is").pid },
    ]);
    for (const name of ["ps", "svg"]) expect(named(components, name).pid).toBe(named(before, name).pid);
    expect(components.map(({ restarts }) => restarts)).toEqual([0, 0, 0]);
  });

  test("stop: ps first, and nothing is left", async () => {
    const { code, outcomes } = await host.operate("stop");
    expect(code).toBe(0);
    expect(outcomes.map(({ action }) => action)).toEqual(["stopped", "stopped", "stopped"]);
    const took = (name: string) => named(outcomes, name).durationMs;
    expect(took("ps")).toBeLessThanOrEqual(Math.min(took("is"), took("svg")));
    expect(["is", "svg", "ps"].flatMap((name) => host.left(name))).toEqual([]);
    expect(await host.command("status")).toMatchObject({ code: 3, stdout: "Server Supervisor is not running\n" });
  });
});
