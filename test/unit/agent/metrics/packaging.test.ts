import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { HostMetrics } from "../../../../src/agent/metrics/host-metrics.ts";

const packaged = (name: string) => readFileSync(new URL(`../../../../packaging/${name}`, import.meta.url), "utf8");
const DOC = readFileSync(new URL("../../../../docs/metrics.md", import.meta.url), "utf8");
const NAMES = new HostMetrics().names;
/** With those that a histogram has in a scrape. */
const SCRAPED = new Set(NAMES.flatMap((name) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]));

const metricsIn = (text: string): readonly string[] => text.match(/\b(?:imageserving|process|nodejs)_[a-z0-9_]+\b/g) ?? [];

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}
const RULES: readonly Rule[] = parse(packaged("prometheus/imageserving.rules.yml")).groups[0].rules;
const DASHBOARD = JSON.parse(packaged("grafana/imageserving-dashboard.json"));

test("every metric of the rules is one that an agent has", () => {
  expect(RULES.length).toBeGreaterThan(10);
  for (const { alert, expr } of RULES)
    for (const name of metricsIn(expr)) expect([...SCRAPED], `${alert}: ${name}`).toContain(name);
});

test("every metric of the dashboard is one that an agent has, and every panel asks for one", () => {
  const panels = DASHBOARD.panels.filter(({ type }: { type: string }) => type !== "row");
  expect(panels.length).toBeGreaterThan(12);
  for (const { title, targets } of panels)
    for (const { expr } of targets) expect(expr, title).toMatch(/\b(imageserving|process)_|\bup\{/);
  const asked = metricsIn(JSON.stringify(DASHBOARD)).filter((name) => name !== "imageserving_fleet");
  for (const name of asked) expect([...SCRAPED]).toContain(name);
});

test("every alert says how bad it is, what it means and what to run next", () => {
  for (const { alert, labels, annotations } of RULES) {
    expect(["critical", "warning"], alert).toContain(labels.severity);
    expect(annotations.description, alert).toMatch(/\. Next: ImageServing [a-z]+/);
  }
});

test("the documentation has every metric", () => {
  for (const name of NAMES) expect(DOC).toContain(`\`${name}\``);
  for (const name of metricsIn(DOC)) expect([...SCRAPED]).toContain(name);
});
