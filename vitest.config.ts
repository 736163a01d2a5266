import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,proc,rpc,e2e}/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Most of the slow ones wait for real processes: a third file fills the time of two cores.
    maxWorkers: 3,
    pool: "forks",
    reporters: ["default"],
  },
});
