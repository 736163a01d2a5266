import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ComponentName } from "../../src/core/names.ts";
import { Browser } from "../helpers/browser.ts";
import { freePort } from "../helpers/free-port.ts";
import { played, type Running } from "../helpers/home.ts";
import { lost, madeUpAnswers, someHosts, wellComponent, wellStatus } from "../helpers/made-up-hosts.ts";
import { SimulatedDashboard, watched } from "../helpers/simulated-dashboard.ts";
import { SmallFleet } from "../helpers/small-fleet.ts";

// The page in a real Chromium: over real agents, and over hosts that are made up where there are a thousand or they are hostile.

const TIMEOUT = { timeout: 90_000 };
const IN_PAGE = readFileSync(new URL("../fixtures/in-page.js", import.meta.url), "utf8")
  .trim()
  .replace(/;$/, "");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
beforeAll(async () => {
  browser = await Browser.start();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
});

/** The command, and the URL that it printed. */
async function begin(
  fleet: SmallFleet,
  ...args: readonly string[]
): Promise<{ readonly running: Running; readonly url: string }> {
  const port = await freePort("127.0.0.1");
  const running = fleet.jump.begin(["dashboard", "--listen", `127.0.0.1:${port}`, ...args], { endless: true });
  await running.said(/\/enter\/\S+\n/);
  return { running, url: /http:\S+/.exec(running.text())?.[0] ?? "" };
}

/** What is to be so before long: no time is judged by it. */
const soon = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 });

const cell = (page: Page, host: string, component: string) =>
  page.locator(`[data-host="${host}"] [data-component="${component}"]`);

/** Runs one of the functions of test/fixtures/in-page.js in the page. The debugger does not ask the policy of the page. */
const inPage = <T>(page: Page, name: string, ...args: readonly unknown[]): Promise<T> =>
  page.evaluate(`(${IN_PAGE}).${name}(...${JSON.stringify(args)})`) as Promise<T>;

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return await inPage(page, "violations");
}

describe("over real agents", () => {
  test(
    "shows them; a kill is seen within a second; a restart is confirmed and done once; a lost host is stale and comes back",
    TIMEOUT,
    async () => {
      await using fleet = await SmallFleet.start(3, () => played("", { restart: { policy: "never" } }));
      const { running, url } = await begin(fleet, "--allow-actions");
      const page = await browser.open(url);
      await soon(() => page.locator(".grid-body [role=row]").count()).toBe(3);
      await soon(() => cell(page, "node02", "is").textContent()).toContain("ready");

      const pid = fleet.host(2).lastPid("is");
      const seen = inPage<number>(page, "untilUnready", "node02", "is");
      const killed = Date.now();
      process.kill(pid, "SIGKILL");
      expect((await seen) - killed).toBeLessThan(1_000);
      await soon(() => page.locator(".row[data-host]").first().getAttribute("data-host")).toBe("node02");

      // Whoever does not see it hears of it.
      await expect
        .poll(() => page.locator("p.spoken[role=status]").textContent(), { timeout: 10_000 })
        .toContain("node02: failing");

      // A restart of one component, with the confirmation hit twice.
      await page.getByRole("link", { name: "node01" }).click();
      const before = fleet.host(1).lastPid("is");
      await page.getByRole("button", { name: "restart is on node01…" }).click();
      await soon(() => page.locator(".plan-lines").textContent()).toContain(`pid ${before}`);
      await page.getByRole("button", { name: "Restart now" }).dblclick();
      await page.locator('.dialog [data-result="done"]').waitFor();
      expect(fleet.starts[0]).toBe(2);
      expect(fleet.host(1).lastPid("is")).not.toBe(before);
      await page.keyboard.press("Escape");
      await soon(() => page.locator("dialog").count()).toBe(0);
      expect(await inPage(page, "focusedLabel")).toBe("restart is on node01…");
      expect(fleet.starts[0]).toBe(2);

      // Charts have something in them, and the log is there.
      const painted = () => inPage<number[]>(page, "painted");
      await expect
        .poll(painted, { timeout: 20_000 })
        .toSatisfy((counts: number[]) => counts.length === 2 && counts.every((count) => count > 200));

      // An agent that ends makes its host stale, with an age, and comes back by itself.
      await page.goto(`${page.url().split("#")[0]}#/`);
      await fleet.host(3).killAgent();
      await expect
        .poll(() => page.locator('[data-host="node03"]').textContent(), { timeout: 20_000 })
        .toMatch(/no answer for \d+s/);
      await fleet.host(3).agent();
      await soon(() => page.locator('[data-host="node03"]').textContent()).not.toContain("no answer");

      expect(browser.complaintsOf(page)).toEqual([]);
      await page.close();
      running.child.kill("SIGINT");
      expect((await running.ended).code).toBe(0);
      expect((await running.ended).stdout).toBe(`${url}\n`);
    },
  );

  test(
    "a rollout is planned, confirmed and shown as it runs; the dashboard ends with it in flight and says how to go on",
    TIMEOUT,
    async () => {
      await using fleet = await SmallFleet.start(3);
      const { running, url } = await begin(fleet, "--allow-actions");
      const page = await browser.open(url);
      await soon(() => cell(page, "node03", "is").textContent()).toContain("ready");
      await page.getByRole("button", { name: "restart all…" }).click();
      await page.getByLabel("is", { exact: true }).check();
      await soon(() => page.locator(".plan-text").textContent()).toContain("1 of 3 hosts at once");
      await page.getByRole("button", { name: "Restart 3 hosts" }).dblclick();
      await page.locator('[data-stage="in-flight"]').first().waitFor();
      await page.locator('[data-stage="done"]').first().waitFor();
      running.child.kill("SIGINT");
      const { code, stderr, stdout } = await running.ended;
      expect(code).toBe(130);
      expect(stdout).toBe(`${url}\n`);
      expect(stderr).toMatch(/no further host is begun[\s\S]*rollout resume/);
      await soon(() => page.locator(".banner").textContent()).toContain("ended");
      const started = fleet.starts.reduce((sum, count) => sum + count, 0);
      expect(started).toBeLessThan(6);
      const { code: resumed } = await fleet.run("rollout", "resume", "last");
      expect(resumed).toBe(0);
      expect(fleet.starts).toEqual([2, 2, 2]);
      await page.close();
    },
  );

  test("without --allow-actions there is no button, and nothing behind it", TIMEOUT, async () => {
    await using fleet = await SmallFleet.start(1);
    const { running, url } = await begin(fleet);
    const page = await browser.open(url);
    await soon(() => cell(page, "node01", "is").textContent()).toContain("ready");
    expect(await page.locator(".action").count()).toBe(0);
    const answer = await inPage<[number, string]>(page, "plan");
    expect(answer[0]).toBe(403);
    expect(answer[1]).toContain("--allow-actions");
    await page.close();
    running.child.kill("SIGTERM");
    expect((await running.ended).code).toBe(0);
  });
  test("a dashboard that says nothing: a banner, and the page comes back by itself", TIMEOUT, async () => {
    await using fleet = await SmallFleet.start(1);
    const { running, url } = await begin(fleet);
    const page = await browser.open(url);
    await page.getByText("live", { exact: true }).waitFor();
    running.child.kill("SIGSTOP");
    await page.getByText("Connection to the dashboard lost").waitFor({ timeout: 30_000 });
    running.child.kill("SIGCONT");
    await soon(() => page.locator(".banner").count()).toBe(0);
    await page.getByText("live", { exact: true }).waitFor();
    await page.close();
    running.child.kill("SIGINT");
    await running.ended;
  });
});

describe("over made-up hosts", () => {
  test("1,000 hosts scroll smoothly while they change, by wheel and by keyboard", TIMEOUT, async () => {
    const hosts = someHosts(1_000);
    const byName = new Map(hosts.map((host) => [host.name, host]));
    await using dashboard = await SimulatedDashboard.start({ hosts, answers: madeUpAnswers(() => byName) });
    const page = await browser.open(dashboard.url);
    await soon(() => page.locator(".count").first().textContent()).toContain("1000");
    expect(await page.locator(".grid-body [role=row]").count()).toBeLessThan(60);
    let turn = 0;
    const changing = setInterval(() => {
      turn++;
      dashboard.change(hosts.filter((_, at) => at % 20 === turn % 20).map((host) => watched(wellStatus(host.name, turn))));
    }, 200);
    try {
      const frames = await inPage<number[]>(page, "frames", 180, 160);
      const [median, most] = [frames[90] ?? 0, frames[176] ?? 0];
      console.log(`frames: median ${median.toFixed(1)} ms, 98 % within ${most.toFixed(1)} ms`);
      // Generous: the machine of a test may be busy, and draws without a graphics card.
      expect(median).toBeLessThan(100);
      expect(most).toBeLessThan(500);
    } finally {
      clearInterval(changing);
    }
    await page.locator(".grid [tabindex='0']").first().focus();
    await page.keyboard.press("Control+End");
    await soon(() => inPage(page, "focusedHost")).toBe("node1000");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await soon(() => page.locator("h1").textContent()).toContain("node0999");
    expect(browser.complaintsOf(page)).toEqual([]);
    await page.close();
  });

  test("a selector is evaluated, and what is wrong with it is said", TIMEOUT, async () => {
    const hosts = someHosts(20);
    const byName = new Map(hosts.map((host) => [host.name, host]));
    await using dashboard = await SimulatedDashboard.start({ hosts, answers: madeUpAnswers(() => byName) });
    const page = await browser.open(dashboard.url);
    const filter = page.getByLabel("Hosts", { exact: true });
    await filter.fill("node[02-04]");
    await soon(() => page.locator(".row[data-host]").count()).toBe(3);
    await filter.fill("node[02-");
    await soon(() => page.locator("#filter-problem").textContent()).toContain("not a selection of hosts");
    await filter.fill("");
    await soon(() => page.locator(".row[data-host]").count()).toBe(20);
    await page.close();
  });

  test.each([
    ["light", "light", { width: 1280, height: 900 }],
    ["dark", "dark", { width: 1280, height: 900 }],
    ["phone", "dark", { width: 360, height: 740 }],
  ] as const)("axe finds nothing: %s", TIMEOUT, async (_, colorScheme, size) => {
    const some = someHosts(30);
    const hosts = some.map((host, at) => (at === 4 ? lost(host, 30_000) : host));
    const byName = new Map(hosts.map((host) => [host.name, host]));
    await using dashboard = await SimulatedDashboard.start({ hosts, answers: madeUpAnswers(() => byName), allowActions: true });
    const { writeRollouts } = await import("../helpers/made-up-rollout.ts");
    await using _rollout = await writeRollouts(dashboard.rolloutDir, hosts.map(({ name }) => name).concat(extraNames()));
    const page = await browser.open(dashboard.url, size);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.getByRole("grid").waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await inPage(page, "width")).toBeLessThanOrEqual(size.width);
    const origin = page.url().split("#")[0];
    await page.goto(`${origin}#/host/node05`);
    await page.locator(".chart canvas").first().waitFor();
    await page.locator(".log div").first().waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await inPage(page, "width")).toBeLessThanOrEqual(size.width);
    await page.getByRole("button", { name: "restart node05…" }).click();
    await page.locator(".plan-lines").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.goto(`${origin}#/rollouts`);
    await page.locator("tbody a").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.locator("tbody a").first().click();
    await page.getByRole("heading", { name: "Rules" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  test("markup and escape sequences in titles, reasons, events and logs stay text", TIMEOUT, async () => {
    const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>\u001b]0;owned\u0007\u202e`;
    const status = wellStatus("node01", 1, [
      wellComponent("is", 3, { title: evil, state: "failed", ready: false, reason: evil }),
    ]);
    const hosts = [watched({ ...status, warnings: [evil] })];
    const byName = new Map(hosts.map((host) => [host.name, host]));
    const answers = (name: string) => {
      const usual = madeUpAnswers(() => byName)(name);
      return {
        ...usual,
        events: async function* () {
          yield {
            events: [{ ...EVENT, message: evil, evidence: [evil], tail: [evil] }],
            forgottenUntil: null,
            dropped: 0,
            now: new Date(),
          };
        },
        logs: async function* () {
          yield { component: "is" as ComponentName, lines: [evil, "\u001b[2J\u001b[31mred\u0000\u009b1m"] };
          await new Promise(() => {});
        },
      };
    };
    await using dashboard = await SimulatedDashboard.start({ hosts, answers });
    const page = await browser.open(dashboard.url);
    await page.getByRole("link", { name: "node01" }).click();
    await soon(() => page.locator(".log div").count()).toBe(2);
    await page.locator("summary").click();
    expect(await page.locator("#page img, #page script").count()).toBe(0);
    expect(await page.title()).toBe("node01 · ImageServing");
    const text = (await page.locator(".log").textContent()) ?? "";
    expect(text).toContain("<script>");
    expect(text).toContain("\\x1b[2J\\x1b[31mred\\x00\\x9b1m");
    expect(await page.locator("body").innerText()).not.toMatch(/[\u0000-\u0008\u001b\u009b\u202e]/);
    expect(browser.complaintsOf(page)).toEqual([]);
    await page.close();
  });

  test("a hostile page in the same browser gets nothing and changes nothing", TIMEOUT, async () => {
    const asked: string[] = [];
    const hosts = someHosts(2);
    const answers = (name: string) => ({
      ...madeUpAnswers(() => new Map(hosts.map((host) => [host.name, host])))(name),
      operate: async function* () {
        asked.push(name);
        yield* [];
      },
    });
    await using dashboard = await SimulatedDashboard.start({ hosts, answers, allowActions: true });
    const own = await browser.open(dashboard.url);
    await own.getByRole("grid").waitFor();
    const server = createServer((_, answer) =>
      answer.setHeader("content-type", "text/html").end("<!doctype html><title>hostile</title>"),
    );
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    try {
      // The same host and another port: for cookies that is the same site.
      for (const name of ["127.0.0.1", "localhost"]) {
        const page = await browser.context.newPage();
        await page.goto(`http://${name}:${(server.address() as AddressInfo).port}/`);
        const got = await inPage<readonly string[]>(page, "attack", dashboard.origin);
        expect(got).toEqual([]);
        await page.close();
      }
    } finally {
      server.close();
      server.closeAllConnections();
    }
    expect(asked).toEqual([]);
    await own.close();
  });
});

const EVENT = {
  sequence: 1,
  at: new Date(),
  kind: "state",
  component: "is" as ComponentName,
  message: "",
  state: "failed",
  previousState: "running",
  ready: false,
  pid: 1,
  by: null,
  operationId: null,
  operationKind: null,
  requested: [],
  exit: null,
  evidence: [] as string[],
  tail: [] as string[],
} as const;

/** The made-up rollouts are over more hosts than there are. */
const extraNames = (): readonly string[] => Array.from({ length: 90 }, (_, at) => `old${at + 1}`);
