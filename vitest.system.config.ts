import { defineConfig } from "vitest/config";

// The real servers: Tomcat, iipsrv, socat with rsvg-convert, nginx. `npm run test:system` sees to the packages they come from.
export default defineConfig({
  test: {
    include: ["test/system/**/*.test.ts"],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // Times are judged here, and a Tomcat that starts takes both processors of a small machine.
    fileParallelism: false,
    pool: "forks",
  },
});
