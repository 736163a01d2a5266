// docs/configuration.md, from the schema of agent.yaml, so that the two cannot drift.
import { fromSources, table } from "./from-sources.mjs";

const INTRODUCTION = `<!-- Written by scripts/docs/configuration.mjs from the schema. Change that, not this file. -->
# Configuration of the agent

The agent reads one file, \`agent.yaml\`: \`/etc/imageserving/agent.yaml\` for root, \`$XDG_CONFIG_HOME/imageserving/agent.yaml\`
for others, \`DIR/agent.yaml\` with \`--home DIR\`, or what \`--config FILE\` names. \`ImageServing init\` writes one to begin with,
\`ImageServing config show\` prints what holds, every default included, and for each value the line it comes from.

\`\`\`yaml
host: node3
listen: { address: 0.0.0.0:9910, tls: { cert: node3.crt, key: node3.key, ca: ca.crt } }
components:
  is:
    title: Image Server
    command: [/usr/lib/iipimage-server/iipsrv.fcgi, --bind, 127.0.0.1:27345]
    env: { MALLOC_ARENA_MAX: "2" }
    ready: { tcp: 127.0.0.1:27345, timeout: 60s }
  ps:
    title: Platform Server
    command: [/usr/share/tomcat10/bin/catalina.sh, run]
    after: [is]
    ready: { http: http://127.0.0.1:8080/is/image, status: 200, body: imageServer, timeout: 180s }
    stop: { signal: TERM, timeout: 60s, dump: QUIT }
    memory: { warn: 1GiB }
\`\`\`

## Rules for the whole file

- YAML 1.2, UTF-8, one document, at most 1 MiB. \`yes\` and \`on\` are texts, \`true\` and \`false\` are not.
- A mistake is never passed over: an unknown key, a key that is there twice and a key without a value are problems like any other.
  All problems are reported in one go, with line, column, path and remedy; the exit code is 6, and nothing is started or stopped.
- \`null\` stands for "none" where the default is *none*.
- A **duration** is a number with a unit (\`ms\`, \`s\`, \`m\`, \`h\`, \`d\`): \`250ms\`, \`1.5s\`, \`1h30m\`. It is rounded to whole milliseconds.
- A **size** is a number with a unit: \`KiB\`, \`MiB\`, \`GiB\`, \`TiB\` count in 1024s, \`KB\`, \`MB\`, \`GB\`, \`TB\` in 1000s, \`B\` is one byte.
- A number without a unit is refused where one is needed: its unit would be a guess.
- Relative paths count from the folder of the file. \`~\` and variables are not expanded.
- Values used more than once can be written once, with YAML's anchors: \`ready: &probe { … }\` there, \`ready: *probe\` or
  \`ready: { <<: *probe, timeout: 90s }\` here. The key of a mapping wins over a merged one. Aliases may stand for 10,000 values at most.
- The file is read when the agent starts, and anew by \`restart\`; a file with a problem leaves everything as it runs.

## The configuration hash

\`status\` shows a hash of each host's configuration, so that hosts which differ from their siblings can be seen. It is SHA-256 over
the effective components: every default filled in, paths absolute. Comments, the order of keys, and how a duration is written do not
count; neither do \`host\`, \`listen\`, \`socket\`, \`metrics\` and \`notify\`. A component without a \`cwd\` runs in the folder of the file, so for it that
folder counts.
`;

/** The text of the document. */
export async function configuration() {
  const { keys } = await fromSources(`
    import { agentSchema } from "./src/config/agent-schema.ts";
    import { keyReference } from "./src/config/schema-tree.ts";
    export const keys = keyReference(agentSchema({ hostname: "node3", folder: "/", userExists: () => true }));`);
  return render(keys);
}

/** @param {readonly import("../../src/config/schema-tree.ts").KeyReference[]} all */
function render(all) {
  const sections = new Map();
  for (const key of all) {
    const section = key.path.slice(0, -1).join(".");
    sections.set(section, [...(sections.get(section) ?? []), key]);
  }
  const parts = [...sections].map(([section, keys]) => [heading(section, all), "", keyTable(keys), ""].join("\n"));
  return [INTRODUCTION, ...parts].join("\n");
}

function heading(section, all) {
  if (section === "") return "## Top level";
  const about = all.find((key) => key.path.join(".") === section);
  return `## \`${section}\`${about === undefined ? "" : `\n\n${about.description}`}`;
}

const keyTable = (keys) =>
  table(
    ["Key", "Value", "Default", "Meaning", "Example"],
    keys.map((key) => [...cells(key)]),
  );

function* cells(key) {
  yield `\`${key.path.at(-1)}\``;
  yield [key.kind.replace(/^an? /, ""), key.range].filter((part) => part !== "").join(", ");
  yield defaultCell(key.otherwise);
  yield key.description;
  yield `\`${key.example}\``;
}

/** What can be copied into the file is set as code; words are not. */
function defaultCell(otherwise) {
  if (otherwise === null) return "*must be there*";
  return /^\S+$/.test(otherwise) && otherwise !== "none" ? `\`${otherwise}\`` : `*${otherwise}*`;
}
