import { expect, test } from "vitest";
import { HostMetrics } from "../../../../src/agent/metrics/host-metrics.ts";
import { MetricsPage } from "../../../../src/agent/metrics/metrics-page.ts";
import { ms } from "../../../../src/core/duration.ts";
import type { OperationId } from "../../../../src/core/names.ts";
import type { Operation } from "../../../../src/core/operation.ts";
import { FakeClock } from "../../../helpers/fake-clock.ts";
import { componentReading, reading } from "./samples.ts";

const timeout = 10_000;

/** The value of each series. */
async function seriesOf(metrics: HostMetrics, now = reading()): Promise<ReadonlyMap<string, number>> {
  const lines = (await metrics.text(now)).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]));
}

const operation = (over: Partial<Operation>): Operation => ({
  id: "op-1" as OperationId,
  kind: "restart",
  requested: [],
  result: "done",
  by: "alice",
  reason: "",
  startedAt: new Date(0),
  deadline: null,
  finishedAt: new Date(0),
  durationMs: 3_000,
  components: [],
  message: "",
  agentEnds: false,
  ...over,
});

test("a component has one state of six, and every figure that is known", { timeout }, async () => {
  const series = await seriesOf(new HostMetrics());
  const states = [...series].filter(([name]) => name.startsWith("imageserving_component_state{"));
  expect(states.length).toBe(6);
  expect(states.filter(([, value]) => value === 1)).toEqual([
    ['imageserving_component_state{component="is",state="running"}', 1],
  ]);
  const of = (name: string) => series.get(`imageserving_component_${name}{component="is"}`);
  expect(
    ["ready", "desired_up", "resident_memory_bytes", "cpu_seconds_total", "restarts_total", "probe_latency_seconds"].map(of),
  ).toEqual([1, 1, 2 ** 20, 1.5, 1, 0.012]);
  expect(of("last_exit_timestamp_seconds")).toBe(Date.parse("2026-01-01T12:00:00Z") / 1_000);
  expect(series.get('imageserving_build_info{version="1.2.3",host="node3"}')).toBe(1);
  expect(series.get('imageserving_certificate_expiry_timestamp_seconds{use="listen"}')).toBe(Date.parse("2027-01-01") / 1_000);
  expect(series.get('imageserving_notifications_total{notification="pager",result="lost"}')).toBe(2);
});

test("what is not known has no series, and what has gone is told no more", { timeout }, async () => {
  const metrics = new HostMetrics();
  await metrics.text(reading());
  const down = {
    state: "stopped",
    ready: false,
    uptimeSeconds: null,
    usage: null,
    lastExit: null,
    probeLatencyMs: null,
  } as const;
  const series = [...(await seriesOf(metrics, reading({ components: [componentReading("ps", down)], certificates: [] }))).keys()];
  expect(series.filter((name) => name.includes('component="is"'))).toEqual([]);
  const figures = series.filter((name) => name.includes('component="ps"')).map((name) => name.replace(/\{.*/, ""));
  expect(figures).toContain("imageserving_component_ready");
  for (const none of ["uptime_seconds", "resident_memory_bytes", "cpu_seconds_total", "last_exit_timestamp_seconds", "processes"])
    expect(figures).not.toContain(`imageserving_component_${none}`);
  expect(series.filter((name) => name.startsWith("imageserving_certificate"))).toEqual([]);
});

test("processor time never goes back while the process is the same, and begins anew with another", { timeout }, async () => {
  const metrics = new HostMetrics();
  const cpuAt = async (generation: number, cpuSeconds: number) => {
    const usage = { memoryBytes: 1, pssBytes: null, cpuPercent: 0, cpuSeconds, processes: 1 };
    const series = await seriesOf(metrics, reading({ components: [componentReading("is", { generation, usage })] }));
    return series.get('imageserving_component_cpu_seconds_total{component="is"}');
  };
  expect([await cpuAt(1, 5), await cpuAt(1, 3), await cpuAt(1, 6), await cpuAt(2, 0.5)]).toEqual([5, 5, 6, 0.5]);
});

test("operations and calls are counted, and how long they took", { timeout }, async () => {
  const metrics = new HostMetrics();
  metrics.ended(operation({}));
  metrics.ended(operation({ result: "failed", kind: "start", durationMs: 400 }));
  metrics.called("Status", "OK", ms(3));
  metrics.called("Status", "UNAVAILABLE", ms(30));
  const series = await seriesOf(metrics);
  expect(series.get('imageserving_operations_total{kind="restart",result="done"}')).toBe(1);
  expect(series.get('imageserving_operations_total{kind="stop",result="failed"}'), "there before the first").toBe(0);
  expect(series.get('imageserving_operation_duration_seconds_bucket{le="2.5",kind="restart"}')).toBe(0);
  expect(series.get('imageserving_operation_duration_seconds_bucket{le="5",kind="restart"}')).toBe(1);
  expect(series.get('imageserving_grpc_calls_total{method="Status",code="UNAVAILABLE"}')).toBe(1);
  expect(series.get('imageserving_grpc_call_duration_seconds_count{method="Status"}')).toBe(2);
});

test("however many methods there should be, labels stay few", { timeout }, async () => {
  const metrics = new HostMetrics();
  for (let at = 0; at < 500; at++) metrics.called(`M${at}`, "OK", ms(1));
  const methods = [...(await seriesOf(metrics)).keys()].filter((name) => name.startsWith("imageserving_grpc_calls_total"));
  expect(methods.length).toBe(65);
  expect(methods).toContain('imageserving_grpc_calls_total{method="other",code="OK"}');
});

test("a title may hold anything", { timeout }, async () => {
  const title = 'a "b" \\ c\nd 💥';
  const text = await new HostMetrics().text(reading({ components: [componentReading("is", { title })] }));
  expect(text).toContain('imageserving_component_info{component="is",title="a \\"b\\" \\\\ c\\nd 💥"} 1\n');
});

test("the text is made once a second, however many ask", { timeout }, async () => {
  const clock = new FakeClock();
  let reads = 0;
  const page = new MetricsPage(clock, async () => {
    reads++;
    return reading();
  });
  const [one, two] = await Promise.all([page.text(), page.text()]);
  expect(one).toBe(two);
  await clock.advance(999);
  await page.text();
  expect(reads).toBe(1);
  await clock.advance(1);
  await page.text();
  expect(reads).toBe(2);
});

test("a reading that fails is not kept", { timeout }, async () => {
  let fails = true;
  const page = new MetricsPage(new FakeClock(), async () => {
    if (fails) throw new Error("no /proc");
    return reading();
  });
  await expect(page.text()).rejects.toThrow("no /proc");
  fails = false;
  expect(await page.text()).toContain("imageserving_build_info");
});
