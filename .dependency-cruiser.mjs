// The floors of the house (docs/architecture.md), kept by machine: a floor imports only lower ones, rooms of one floor
// do not know each other, and a few things are named in one place only.
const floor = (name, path, may) => ({
  name,
  severity: "error",
  comment: `${path} may import only ${may.length > 0 ? may.join(", ") : "itself"}`,
  from: { path: `^src/${path}/` },
  to: { path: "^src/", pathNot: `^src/(${[path, ...may].join("|")})/` },
});

/** Only these files may import that module. */
const only = (name, module, files) => ({
  name,
  severity: "error",
  comment: `${module} is named only in ${files.join(", ")}`,
  from: { path: "^src/", pathNot: files },
  to: { path: module },
});

export default {
  forbidden: [
    {
      name: "no-cycle",
      severity: "error",
      comment: "files that import each other cannot be read one after the other",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphan",
      severity: "error",
      comment: "nobody uses this file",
      from: { orphan: true, path: "^src/", pathNot: ["^src/rpc/gen/", "^src/main[.]ts$"] },
      to: {},
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-dependency",
      severity: "error",
      comment: "what src imports must be installed with it",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"] },
    },
    floor("core-is-the-ground", "core", []),
    floor("config-on-core", "config", ["core"]),
    floor("supervisor-on-core", "supervisor", ["core"]),
    floor("rpc-on-core", "rpc", ["core"]),
    floor("fleet-on-core", "fleet", ["core"]),
    floor("pki-on-core", "pki", ["core"]),
    floor("web-on-core", "web", ["core"]),
    floor("agent-on-floor-1", "agent", ["core", "config", "supervisor", "rpc", "pki", "fleet"]),
    floor("cli-on-floor-1", "cli", ["core", "config", "supervisor", "rpc", "pki", "fleet", "web"]),
    only("grpc-only-in-rpc", "^node_modules/@grpc/", ["^src/rpc/"]),
    only("processes-in-one-place", "^(node:)?child_process$", [
      "^src/supervisor/child-process[.]ts$",
      "^src/cli/local/background-agent[.]ts$",
      "^src/supervisor/run-to-end[.]ts$",
    ]),
    only("pidusage-in-one-place", "^node_modules/pidusage/", ["^src/supervisor/sampler[.]ts$"]),
    only("x509-in-pki", "^node_modules/(@peculiar|reflect-metadata)/", ["^src/pki/x509[.]ts$"]),
    only("view-library-in-the-page", "^node_modules/(preact|uplot)/", ["^src/web/"]),
    only("terminal-view-library-in-one-room", "^node_modules/(ink|react)/", ["^src/cli/live/"]),
    only("web-server-in-one-room", "^node_modules/(hono|@hono)/", ["^src/cli/dashboard/"]),
    only("prom-client-in-one-room", "^node_modules/prom-client/", ["^src/agent/metrics/"]),
    only("pino-in-one-place", "^node_modules/pino/", ["^src/agent/agent-logger[.]ts$"]),
    only("commander-in-the-cli", "^node_modules/commander/", ["^src/cli/"]),
    only("yaml-and-zod-in-config", "^node_modules/(zod|yaml)/", ["^src/config/", "^src/cli/yaml-text[.]ts$"]),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
