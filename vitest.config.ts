import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Files whose tests put fakes in the place of modules need modules of their own; the others share a process, which halves the time. */
const replacesModules = /\bvi\.(mock|doMock|spyOn)\b|\/fake-(host|agent|machine)\.ts"/;
const quick = ["test/unit", "test/rpc"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(folder, file)),
);
const apart = quick.filter((file) => replacesModules.test(readFileSync(file, "utf8")));

const shared = {
  retry: process.env.CI ? 1 : 0, // a machine that stalls costs a second try there, which the report names; never at a desk
  testTimeout: 20_000,
  hookTimeout: 20_000,
  pool: "forks" as const, // a process's own things are tested, such as its umask
};

export default defineConfig({
  test: {
    maxWorkers: 3, // most of the slow ones wait for real processes: a third file fills the time of two cores
    projects: [
      { test: { ...shared, name: "e2e", include: ["test/e2e/**/*.test.ts"], isolate: false } }, // what they test has processes of its own
      { test: { ...shared, name: "apart", include: ["test/proc/**/*.test.ts", ...apart] } },
      { test: { ...shared, name: "quick", include: quick.filter((file) => !apart.includes(file)), isolate: false } },
    ],
  },
});
