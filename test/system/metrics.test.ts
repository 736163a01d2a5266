import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../helpers/free-port.ts";
import { eventually, Home, played } from "../helpers/home.ts";

// Debian's Prometheus and a real agent.

const PACKAGED = fileURLToPath(new URL("../../packaging/", import.meta.url));
const RULES = join(PACKAGED, "prometheus/imageserving.rules.yml");
const TIMEOUT = { timeout: 90_000 };
const ends: (() => void | Promise<void>)[] = [];
let home: Home;
let metrics: number;
let prometheus: number;

const promtool = (args: readonly string[], input = "") =>
  execFileSync("promtool", [...args], { input, encoding: "utf8", stdio: "pipe" });

beforeAll(async () => {
  home = new Home();
  ends.push(() => home[Symbol.asyncDispose]());
  [metrics, prometheus] = [await freePort(), await freePort()];
  const more = { host: "node3", metrics: { address: `127.0.0.1:${metrics}` } };
  const restart = { backoff: { initial: "50ms" } };
  home.configure({ is: played("", { restart }), ps: played("", { title: 'Platform "Server"', after: ["is"] }) }, more);
  await home.agent();
  await home.do("start");

  const folder = mkdtempSync(join(tmpdir(), "is-prometheus-"));
  const config = [
    "global: { scrape_interval: 1s, evaluation_interval: 1s }",
    `rule_files: [${RULES}]`,
    "scrape_configs:",
    "  - job_name: imageserving",
    `    file_sd_configs: [{ files: [${folder}/targets.json] }]`,
  ];
  writeFileSync(join(folder, "prometheus.yml"), config.join("\n"));
  const listed = JSON.stringify({ hosts: [{ host: "node3", address: "127.0.0.1:9910", labels: { "rack-id": "r1" } }] });
  const script = join(PACKAGED, "prometheus/imageserving-targets.mjs");
  writeFileSync(join(folder, "targets.json"), execFileSync(process.execPath, [script, String(metrics)], { input: listed }));
  const child = spawn(
    "prometheus",
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${prometheus}`,
    ],
    { stdio: "ignore" },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  ends.push(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  await eventually(
    async () => (await fetch(`http://127.0.0.1:${prometheus}/-/ready`).catch(() => null))?.ok === true,
    "Prometheus",
  );
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

async function api(path: string) {
  const answer = await fetch(`http://127.0.0.1:${prometheus}/api/v1/${path}`);
  return (await answer.json()) as { readonly status: string; readonly error?: string; readonly data: never };
}

const query = async (expr: string): Promise<readonly Sample[]> =>
  ((await api(`query?query=${encodeURIComponent(expr)}`)).data as { result: readonly Sample[] }).result;

/** The one value of a query, once it is this. */
const comesTo = (expr: string, value: number) =>
  eventually(async () => Number((await query(expr))[0]?.value[1] ?? Number.NaN) === value, `${expr} = ${value}`);

test("promtool has nothing to say of a scrape", TIMEOUT, async () => {
  const text = await eventually(async () => {
    const scrape = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
    return scrape.includes("imageserving_component_resident_memory_bytes{") && scrape; // what was just started is measured soon
  }, "a scrape with figures of memory");
  expect(promtool(["check", "metrics"], text)).toBe("");
});

test("promtool accepts the rules, and they do what their tests say", TIMEOUT, () => {
  expect(promtool(["check", "rules", RULES])).toContain("SUCCESS");
  expect(promtool(["test", "rules", join(PACKAGED, "prometheus/imageserving.rules.test.yml")])).toContain("SUCCESS");
  expect(promtool(["check", "config", "--syntax-only", join(PACKAGED, "prometheus/prometheus.yml")])).toContain("SUCCESS");
});

test("Prometheus scrapes the agent, and sees what happens to a component", TIMEOUT, async () => {
  await comesTo('up{job="imageserving",instance="node3",label_rack_id="r1"}', 1);
  await comesTo('imageserving_component_state{component="is",state="running"}', 1);
  await comesTo('imageserving_component_starts_total{component="is"}', 1);
  expect((await home.do("restart", "is")).result).toBe("done");
  await comesTo('imageserving_component_starts_total{component="is"}', 2);
  await comesTo('imageserving_operations_total{kind="restart",result="done"}', 1);
  await comesTo('imageserving_component_last_exit_expected{component="is"}', 1);
  process.kill((await home.pids())["is"] as number, "SIGKILL");
  await comesTo('imageserving_component_restarts_total{component="is"}', 1);
  await comesTo('imageserving_component_ready{component="is"}', 1);
  await home.do("stop", "ps");
  await comesTo('imageserving_component_state{component="ps",state="stopped"}', 1);
  expect(await query('imageserving_component_uptime_seconds{component="ps"}')).toEqual([]);
});

test("every rule and every panel of the dashboard is understood, and finds something to show", TIMEOUT, async () => {
  const { groups } = (await api("rules")).data as { groups: readonly { rules: readonly { name: string; health: string }[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(10);
  await eventually(async () => {
    const now = (await api("rules")).data as { groups: typeof groups };
    return now.groups.every((group) => group.rules.every(({ health }) => health === "ok"));
  }, "rules that work");
  const { panels } = JSON.parse(readFileSync(join(PACKAGED, "grafana/imageserving-dashboard.json"), "utf8"));
  const empty: string[] = [];
  for (const { title, targets = [] } of panels as readonly { title: string; targets?: readonly { expr: string }[] }[]) {
    const found = await Promise.all(
      targets.map(async ({ expr }) => {
        const filled = expr.replaceAll(/\$(host|component)/g, ".*").replaceAll("$__rate_interval", "1m");
        const { status, error } = await api(`query?query=${encodeURIComponent(filled)}`);
        expect(status, `${title}: ${error}`).toBe("success");
        return (await query(filled)).length;
      }),
    );
    if (targets.length > 0 && found.every((count) => count === 0)) empty.push(title);
  }
  // Nothing here has a certificate, a probe that is asked again or a limit of memory, and no call fails.
  expect(empty).toEqual(["Next certificate expires in", "Memory of its limit for a restart", "Calls that failed"]);
});
