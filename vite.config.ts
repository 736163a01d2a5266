import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The page of `ImageServing dashboard`: src/web → dist/web. scripts/build-page.mjs runs it where that changed. */
export default defineConfig({
  root: fileURLToPath(new URL("src/web", import.meta.url)),
  base: "/",
  logLevel: "warn",
  build: {
    outDir: fileURLToPath(new URL("dist/web", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false }, // what it would do is inline
    assetsInlineLimit: 0, // the page's policy lets no data: URLs through
    sourcemap: false,
  },
});
