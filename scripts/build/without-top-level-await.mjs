// A script has no top-level await, and the libraries of the live view use it. What one of them waits for is handed to
// `importLater.before`, and bin/load.js awaits it before anybody gets what was imported; what another one does for its own developers is
// left out. A top-level await that comes new makes the build fail: esbuild cannot turn it into CommonJS.
import { readFileSync } from "node:fs";

const CHANGES = [
  {
    file: /[/]yoga-layout[/]dist[/]src[/]index[.]js$/,
    from: "const Yoga = wrapAssembly(await loadYoga());\nexport default Yoga;",
    to: [
      "let Yoga;",
      "importLater.before(loadYoga().then((loaded) => { Yoga = wrapAssembly(loaded); }));",
      "export { Yoga as default };",
    ].join("\n"),
  },
  // It would need what is not installed.
  { file: /[/]ink[/]build[/]reconciler[.]js$/, from: "isDev()", to: "false" },
];

/** A plugin of esbuild. */
export const withoutTopLevelAwait = {
  name: "without-top-level-await",
  setup(build) {
    for (const { file, from, to } of CHANGES) {
      build.onLoad({ filter: file }, ({ path }) => {
        const code = readFileSync(path, "utf8");
        if (!code.includes(from)) throw new Error(`${path} is not as it was: see scripts/build/without-top-level-await.mjs`);
        return { contents: code.replaceAll(from, to) };
      });
    }
  },
};
