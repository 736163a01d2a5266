// docs/errors.md: every fault with its codes and its sentence, asked from the code.
import { fromSources, table } from "./from-sources.mjs";

/** A value for every field that a fault may have, as it may look. */
const SAMPLE = {
  names: ["foo"],
  known: ["is", "ps", "svg"],
  unattended: [{ name: "is", pid: 4711 }],
  id: "4f1c…",
  what: "restart of everything",
  by: "alice",
  since: "2026-01-01T12:00:00.000Z",
  was: "start of everything",
  problem: "the field that is wrong, and what it may be",
  problems: [{ file: "agent.yaml", line: 12, column: 5, message: "components.is.raedy: unknown key; did you mean ready?" }],
  file: "/etc/imageserving/agent.yaml",
  expected: "node3",
  actual: "node4",
  who: "operators and admins may",
  component: "is",
  planned: "6",
  reason: "JDK update",
  expiresInMs: 45_000,
  path: "/var/lib/imageserving/journal.json",
  cause: "ENOSPC: no space left on device",
  doing: "the operation",
  afterMs: 5_000,
  why: "stop of everything was asked for by bob",
  pid: 812,
  home: "/etc/imageserving",
  target: "/run/imageserving/agent.sock",
  logFile: "/var/log/imageserving/ImageServing.log",
  remedy: "mend its permissions",
  selector: "node[01-20",
  column: 5,
  source: "/etc/imageserving/fleet.yaml",
  missing: ["host nod3 (did you mean node3?)"],
};

/** Where the same field looks otherwise in one of them. */
const SAMPLE_OF = { MOVED_ON: { actual: "7" } };

/** The text of the document. */
export async function errors() {
  const { FAULT_CODES, exitCodeOf, faultMessage, grpcCodeOf, ExitCode } = await fromSources(`
    export { FAULT_CODES, exitCodeOf, faultMessage } from "./src/core/fault.ts";
    export { ExitCode } from "./src/core/exit-code.ts";
    export { grpcCodeName as grpcCodeOf } from "./src/rpc/fault-code.ts";`);
  const rows = FAULT_CODES.map((code) => [
    `\`${code}\``,
    grpcCodeOf(code),
    exitCodeOf(code),
    firstLine(faultMessage({ code, ...SAMPLE, ...SAMPLE_OF[code] })),
  ]);
  return `${INTRODUCTION}\n${table(["Reason", "gRPC code", "Exit code", "What is said"], rows)}\n${EXIT_CODES(ExitCode)}`;
}

/** What follows it points into a text, which a cell of a table cannot show. */
const firstLine = (message) => message.split("\n")[0];

const INTRODUCTION = `<!-- Written by scripts/docs/errors.mjs from src/core/fault.ts. Change that, not this file. -->
# Errors

Everything that can foreseeably go wrong is one of these. Over gRPC the reason travels as \`ErrorInfo\` (domain \`imageserving\`) in the
status details, with the fault's fields as metadata; in JSON output it is \`error.code\`. What nobody foresaw becomes \`INTERNAL\` with
a fixed text, and its stack goes to the agent's log.
`;

const EXIT_CODES = (codes) => `
## Exit codes

They follow the conventions of the Linux Standard Base for init scripts.

${table(
  ["Code", "Name"],
  Object.entries(codes).map(([name, code]) => [code, `\`${name}\``]),
)}

\`status\` with an unknown component ends with 4, because the state of that component is not known; every other command with 2.
A command that was interrupted ends with 130 (Ctrl-C) or 143 (SIGTERM); the operation that it asked for goes on.
`;
