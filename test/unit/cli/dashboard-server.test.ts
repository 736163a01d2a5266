import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HostService, OperateRequest } from "../../../src/core/host-service.ts";
import type { ComponentName } from "../../../src/core/names.ts";
import type { LiveMessage } from "../../../src/web/protocol.ts";
import { eventually } from "../../helpers/home.ts";
import { someHosts, wellComponent, wellStatus } from "../../helpers/made-up-hosts.ts";
import { type Answers, SimulatedDashboard, watched } from "../../helpers/simulated-dashboard.ts";
import { operation } from "../../rpc/fake-host.ts";

// The server as a program meets it that is no browser, over a real socket.

let packageDir: string;
beforeAll(() => {
  packageDir = mkdtempSync("/tmp/is-page-");
  mkdirSync(join(packageDir, "dist/web/assets"), { recursive: true });
  writeFileSync(join(packageDir, "dist/web/index.html"), "<!doctype html><title>the page</title>");
  writeFileSync(join(packageDir, "dist/web/assets/a-1.js"), "export {};");
  writeFileSync(join(packageDir, "dist/web/.sources"), "secret");
});
afterAll(() => rmSync(packageDir, { recursive: true, force: true }));

interface Got {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

function ask(url: string, options: RequestOptions = {}, body?: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { agent: false, ...options }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

/** Opens the printed URL; how the page asks from then on. */
async function enter({ url, origin }: SimulatedDashboard) {
  const { text, headers } = await ask(url);
  const key = /#key=([\w-]+)/.exec(text)?.[1] ?? "";
  const cookie = headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  const own = { cookie, "x-imageserving-key": key };
  return {
    own,
    get: (path: string, headers: Readonly<Record<string, string>> = {}) =>
      ask(origin + path, { headers: { ...own, ...headers } }),
    post: (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      ask(
        origin + path,
        { method: "POST", headers: { ...own, origin, "content-type": "application/json", ...headers } },
        typeof body === "string" ? body : JSON.stringify(body),
      ),
  };
}

const start = (answers: Answers = () => ({}), allowActions = false) =>
  SimulatedDashboard.start({ hosts: someHosts(2), answers, allowActions, packageDir });

const RESTART = { kind: "restart", components: ["is"], hosts: ["node01"], batch: "", reason: "" } as const;

describe("the door", () => {
  test("the key of the URL becomes a cookie and a key of the page; a wrong one nothing", async () => {
    await using dashboard = await start();
    const { status, headers, text } = await ask(dashboard.url);
    expect(status).toBe(200);
    expect(headers["set-cookie"]?.[0]).toMatch(/^imageserving-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(text).not.toContain(dashboard.url.split("/").at(-1));
    const wrong = await ask(`${dashboard.url}x`);
    expect([wrong.status, wrong.headers["set-cookie"]]).toEqual([403, undefined]);
    const strange = await ask(dashboard.url, { headers: { host: "evil.example" } });
    expect([strange.status, strange.headers["set-cookie"]]).toEqual([421, undefined]);
  });

  test("without cookie and key there is nothing but a word of where to get them", async () => {
    await using dashboard = await start();
    const { own } = await enter(dashboard);
    for (const path of ["/", "/assets/a-1.js", "/api/live", "/api/select", "/nothing"]) {
      const { status, text, headers } = await ask(dashboard.origin + path);
      expect(status, path).toBe(401);
      expect(text).toContain("open the URL that the command printed");
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
    }
    expect((await ask(`${dashboard.origin}/api/select`, { headers: { cookie: own.cookie } })).status).toBe(401);
    const wrong = { ...own, "x-imageserving-key": "x".repeat(43) };
    expect((await ask(`${dashboard.origin}/api/select`, { headers: wrong })).status).toBe(403);
    expect((await ask(`${dashboard.origin}/api/select`, { headers: { ...own, host: "evil.example" } })).status).toBe(421);
    expect((await ask(`${dashboard.origin}/api/select`, { headers: { ...own, "sec-fetch-site": "same-site" } })).status).toBe(
      403,
    );
  });
});

describe("what is served", () => {
  test("the page and nothing beside it, each answer with all its headers", async () => {
    await using dashboard = await start();
    const { get } = await enter(dashboard);
    const page = await get("/");
    expect([page.status, page.text]).toEqual([200, "<!doctype html><title>the page</title>"]);
    const script = await get("/assets/a-1.js", { "accept-encoding": "gzip" });
    expect(script.headers).toMatchObject({ "content-encoding": "gzip", "content-type": "text/javascript; charset=utf-8" });
    expect(script.headers["cache-control"]).toContain("immutable");
    for (const path of [
      "/.sources",
      "/assets/../.sources",
      "/assets/%2e%2e/.sources",
      "/assets//etc/passwd",
      "/../package.json",
      "/api/x",
    ])
      expect((await get(path)).status, path).toBe(404);
    for (const { headers } of [page, await get("/api/select?hosts="), await get("/api/select?hosts=["), await get("/nothing")]) {
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
      });
      expect(headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  test("selectors in the language of --host", async () => {
    await using dashboard = await start();
    const { get } = await enter(dashboard);
    expect(JSON.parse((await get("/api/select?hosts=")).text)).toEqual({ names: ["node01", "node02"] });
    expect(JSON.parse((await get(`/api/select?hosts=${encodeURIComponent("*!node01")}`)).text)).toEqual({ names: ["node02"] });
    const bad = await get(`/api/select?hosts=${encodeURIComponent("node[")}`);
    expect([bad.status, JSON.parse(bad.text).error.code]).toEqual([400, "INVALID_SELECTOR"]);
  });

  test("a log is harmless, long lines are cut, and the host's stream ends with the reader", async () => {
    let ended = false;
    await using dashboard = await start(() => ({
      logs: async function* (_, { signal }) {
        yield { component: "is" as ComponentName, lines: ["\u001b[2Jgone\r", "x".repeat(20_000)] };
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
        ended = true;
      },
    }));
    const { own } = await enter(dashboard);
    const asking = request(`${dashboard.origin}/api/hosts/node01/logs?component=is`, { headers: own, agent: false });
    const data = await new Promise<string>((resolve) => {
      asking.on("response", (answer) => answer.setEncoding("utf8").once("data", resolve));
      asking.end();
    });
    const { lines } = JSON.parse(data.replace(/^data: /, ""));
    expect(lines[0]).toBe("\\x1b[2Jgone");
    expect(lines[1]).toHaveLength(8_193);
    asking.on("error", () => {}).destroy();
    await eventually(() => ended, "the end of the host's stream");
  });

  test("a host that does not answer, a host that is none, a defect: each says what it is", async () => {
    await using dashboard = await start((name) => (name === "node02" ? { usage: () => Promise.reject(new Error("oh")) } : {}));
    const { get } = await enter(dashboard);
    expect((await get("/api/hosts/node01/usage")).status).toBe(502);
    expect((await get("/api/hosts/nobody/usage")).status).toBe(400);
    const defect = await get("/api/hosts/node02/usage");
    expect([defect.status, defect.text]).toEqual([500, expect.not.stringContaining("oh")]);
    expect(dashboard.said).toContain("unexpected error: Error: oh");
    expect((await get("/api/hosts/node01/events?limit=-1")).status).toBe(400);
  });

  test("no WebSocket, and no request that is too large", async () => {
    await using dashboard = await start(() => ({}), true);
    const { own, post } = await enter(dashboard);
    const port = Number(new URL(dashboard.origin).port);
    const socket = connect(port, "127.0.0.1");
    const head = Object.entries({ ...own, host: `127.0.0.1:${port}`, connection: "Upgrade", upgrade: "websocket" });
    socket.write(`GET /api/live HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}`).join("\r\n")}\r\n\r\n`);
    const said = await new Promise<string>((resolve) => {
      let text = "";
      socket.on("data", (chunk) => {
        text += String(chunk);
      });
      socket.on("close", () => resolve(text)).on("error", () => {});
    });
    expect(said).not.toContain("101");
    expect((await post("/api/plans", `{"x":"${"y".repeat(600_000)}"}`)).status).toBe(413);
    expect((await post("/api/plans", "{")).status).toBe(400);
  });
});

describe("the live stream", () => {
  test("a snapshot, then changes; whoever comes back goes on; no more readers than there is room for", async () => {
    await using dashboard = await start();
    const { own } = await enter(dashboard);
    const open = (headers: Readonly<Record<string, string>> = {}) => {
      let text = "";
      const asking = request(`${dashboard.origin}/api/live`, { headers: { ...own, ...headers }, agent: false }, (answer) =>
        answer.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        }),
      );
      asking.on("error", () => {}).end();
      const messages = () => [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data]) => JSON.parse(data ?? "") as LiveMessage);
      return { asking, messages, lastId: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? "" };
    };
    const first = open();
    await eventually(() => first.messages().length === 1, "the snapshot");
    expect(first.messages()[0]).toMatchObject({ t: "snapshot", hello: { user: "alice", allowActions: false } });
    dashboard.change([watched(wellStatus("node01", 1, [wellComponent("is", 1, { state: "failed", ready: false })]))]);
    await eventually(() => first.messages().length === 2, "the change");
    const id = first.lastId();
    first.asking.destroy();
    dashboard.change([watched(wellStatus("node02", 99))]);
    const again = open({ "last-event-id": id });
    await eventually(() => again.messages().length === 1, "what was missed");
    expect(again.messages()[0]).toMatchObject({ t: "change", hosts: [{ name: "node02" }] });
    const many = Array.from({ length: 31 }, () => open());
    await eventually(() => many.every(({ messages }) => messages().length === 1), "31 more");
    const { status, text } = await ask(`${dashboard.origin}/api/live`, { headers: own });
    expect([status, JSON.parse(text).error.code]).toEqual([503, "BUSY"]);
    for (const { asking } of [again, ...many]) asking.destroy();
    await eventually(
      () =>
        new Promise<boolean>((resolve) => {
          const asking = request(`${dashboard.origin}/api/live`, { headers: own, agent: false }, (answer) => {
            resolve(answer.statusCode === 200);
            asking.destroy();
          });
          asking.on("error", () => {}).end();
        }),
      "room again",
    );
  });
});

describe("actions", () => {
  /** Hosts that do what they are asked, and keep it. */
  const willing = (asked: OperateRequest[]): Answers => {
    const answers: Partial<HostService> = {
      operate: async function* (what) {
        asked.push(what);
        yield { t: "accepted", operation: operation(what.id) };
        yield { t: "result", operation: operation(what.id, { result: "done", message: "done" }) };
      },
    };
    return () => answers;
  };

  test("a plan says what would be done and does nothing; its token does it once", async () => {
    const asked: OperateRequest[] = [];
    await using dashboard = await start(willing(asked), true);
    const { post } = await enter(dashboard);
    const plan = JSON.parse((await post("/api/plans", RESTART)).text);
    expect(plan).toMatchObject({
      t: "operation",
      title: "restart is on node01",
      command: "ImageServing --host node01 restart is",
    });
    expect(asked).toEqual([]);
    const path = `/api/plans/${plan.token}/carry-out`;
    const answers = await Promise.all([post(path, {}), post(path, {}), post(path, {})]);
    expect(answers.map(({ status, text }) => [status, JSON.parse(text)])).toEqual(
      new Array(3).fill([200, { t: "operation", id: plan.id }]),
    );
    await eventually(() => asked.length > 0, "the operation");
    expect(asked).toMatchObject([{ id: plan.id, kind: "restart", components: ["is"], expectedHost: "node01" }]);
  });

  test("what is wrong with a wish is said, and a plan of others does not exist", async () => {
    await using dashboard = await start(() => ({}), true);
    const { post } = await enter(dashboard);
    for (const [change, code] of [
      [{ hosts: ["nobody"] }, "INVALID_REQUEST"],
      [{ hosts: ["node01", "nobody"] }, "INVALID_REQUEST"],
      [{ hosts: [] }, "INVALID_REQUEST"],
      [{ components: ["nothing"] }, "UNKNOWN_COMPONENT"],
      [{ hosts: ["node01", "node02"], batch: "0" }, "INVALID_REQUEST"],
    ] as const) {
      const { status, text } = await post("/api/plans", { ...RESTART, ...change });
      expect([status, JSON.parse(text).error.code]).toEqual([400, code]);
    }
    expect((await post("/api/plans/x/carry-out", {})).status).toBe(400);
  });

  test("without --allow-actions nothing can be called", async () => {
    const asked: OperateRequest[] = [];
    await using dashboard = await start(willing(asked), false);
    const { post } = await enter(dashboard);
    for (const path of ["/api/plans", "/api/plans/x/carry-out", "/api/anything"]) {
      const { status, text } = await post(path, RESTART);
      expect(status, path).toBe(403);
      expect(text).toContain("--allow-actions");
    }
    expect(asked).toEqual([]);
  });

  test("an operation that goes on when the dashboard ends is named", async () => {
    await using dashboard = await start(
      () => ({
        operate: async function* (what, { signal }) {
          yield { t: "accepted", operation: operation(what.id) };
          await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
        },
      }),
      true,
    );
    const { post } = await enter(dashboard);
    const plan = JSON.parse((await post("/api/plans", RESTART)).text);
    await post(`/api/plans/${plan.token}/carry-out`, {});
    expect(await dashboard.end()).toBe(0);
    expect(dashboard.said).toContain(`restart is goes on on node01 (operation ${plan.id})`);
  });
});
