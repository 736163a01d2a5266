// What the build changes in libraries. A script has no top-level await, and the libraries of the live view use it: what one of them waits
// for is handed to `importLater.before`, and bin/load.js awaits it before anybody gets what was imported. A top-level await that comes new
// makes the build fail: esbuild cannot turn it into CommonJS.
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
  // For its own developers, and it would need what is not installed.
  { file: /[/]ink[/]build[/]reconciler[.]js$/, from: "isDev()", to: "false" },
  // Messages in fifty languages, which nothing but the whole of zod names.
  { file: /[/]zod[/]v4[/]locales[/]index[.]js$/, from: /^(?!.*\ben\b).*$/gm, to: "" },
];

/** A plugin of esbuild. A library that is not as it was makes the build fail. */
export const changeLibraries = {
  name: "change-libraries",
  setup(build) {
    for (const { file, from, to } of CHANGES) {
      build.onLoad({ filter: file }, ({ path }) => {
        const code = readFileSync(path, "utf8");
        const changed = code.replaceAll(from, to);
        if (changed === code) throw new Error(`${path} is not as it was: see scripts/build/change-libraries.mjs`);
        return { contents: changed };
      });
    }
  },
};
