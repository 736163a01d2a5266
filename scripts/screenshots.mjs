// Takes the pictures of docs/dashboard.md: the real page in a real Chromium, over hosts that are made up.
// `--only NAME` takes one of them; `--to DIR` puts them elsewhere. Chromium: /usr/bin/chromium, or CHROMIUM.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import sharp from "sharp";

const root = fileURLToPath(new URL("..", import.meta.url));
const argument = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : null);
const to = argument("--to") ?? join(root, "docs/images");
const only = argument("--only");

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

/** name, over how many hosts, how large, in which colours, and what is done before. */
const SHOTS = [
  ["few-light", 3, WIDE, "light", async () => {}],
  ["few-dark", 3, WIDE, "dark", async () => {}],
  ["many-light", 1000, WIDE, "light", async () => {}],
  ["many-dark", 1000, WIDE, "dark", async () => {}],
  ["phone", 1000, PHONE, "dark", async () => {}],
  ["host-dark", 3, { width: 1280, height: 1500 }, "dark", toHost],
  ["host-light", 3, { width: 1280, height: 1500 }, "light", toHost],
  ["host-phone", 3, { width: 360, height: 1400 }, "light", toHost],
  ["rollouts", 1000, WIDE, "light", (page) => page.goto(`${page.url().split("#")[0]}#/rollouts`)],
  ["rollout", 1000, WIDE, "dark", toRollout],
  ["confirm-one", 3, WIDE, "dark", confirmOne],
  ["confirm-many", 1000, WIDE, "light", confirmMany],
  ["confirm-phone", 1000, PHONE, "light", confirmMany],
];

async function toHost(page) {
  await page.getByRole("link", { name: "node02" }).click();
  await page.locator(".chart canvas").first().waitFor();
  await page.locator(".log div").first().waitFor();
}

async function toRollout(page) {
  await page.getByRole("link", { name: /Rollouts/ }).click();
  await page.locator("tbody a").first().click();
  await page.getByRole("heading", { name: "Rules" }).waitFor();
}

async function confirmOne(page) {
  await toHost(page);
  await page.getByRole("button", { name: "restart is on node02…" }).click();
  await page.locator(".plan-lines").waitFor();
}

async function confirmMany(page) {
  await page.getByLabel("Hosts", { exact: true }).fill("node[0001-0120]");
  await page.getByText("120 of 1000 hosts").waitFor();
  await page.getByRole("button", { name: "restart shown…" }).click();
  await page.locator(".plan-text").waitFor();
}

/** The made-up hosts are TypeScript of the tests. */
async function loadHelpers() {
  const folder = mkdtempSync(join(root, "dist/.screenshots-"));
  const outfile = join(folder, "helpers.mjs");
  const contents = ["simulated-dashboard", "made-up-hosts", "made-up-rollout"]
    .map((name) => `export * from "./test/helpers/${name}.ts";`)
    .join("\n");
  // The place of a helper in the checkout is what it finds the package by.
  const define = { "import.meta.url": JSON.stringify(pathToFileURL(join(root, "test/helpers/x.ts")).href) };
  await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    outfile,
    define,
  });
  const helpers = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true, force: true });
  return helpers;
}

/** Takes one picture. */
async function shoot([name, count, viewport, colorScheme, prepare], browser, helpers) {
  const { SimulatedDashboard, someHosts, madeUpAnswers, writeRollouts } = helpers;
  const hosts = someHosts(count);
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const dashboard = await SimulatedDashboard.start({ hosts, answers: madeUpAnswers(() => byName), allowActions: true });
  const rollout = await writeRollouts(
    dashboard.rolloutDir,
    hosts.map((host) => host.name),
  );
  const page = await browser.newPage();
  try {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    page.on("console", (message) => console.error(`${name}: ${message.text()}`));
    page.on("response", (response) => response.ok() || console.error(`${name}: ${response.status()} ${response.url()}`));
    page.on("pageerror", (error) => console.error(`${name}: ${error.message}`));
    await page.goto(dashboard.url);
    await page.getByRole("grid").waitFor();
    await prepare(page);
    await page.waitForTimeout(500);
    await sharp(await page.screenshot())
      .png({ palette: true })
      .toFile(join(to, `dashboard-${name}.png`));
    console.log(`dashboard-${name}.png`);
  } finally {
    await page.close();
    await rollout[Symbol.asyncDispose]();
    await dashboard[Symbol.asyncDispose]();
  }
}

const ARGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

const helpers = await loadHelpers();
const profile = mkdtempSync("/tmp/is-chromium-");
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ARGS,
});
try {
  mkdirSync(to, { recursive: true });
  for (const shot of SHOTS) if (only === null || shot[0].startsWith(only)) await shoot(shot, browser, helpers);
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
