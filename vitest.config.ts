import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,proc,rpc,e2e}/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Children and agents are real: two files at a time leave a core for them on a machine of two.
    maxWorkers: 2,
    pool: "forks",
    reporters: ["default"],
  },
});
