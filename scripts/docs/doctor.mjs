// docs/doctor.md: every check of `doctor`, from the table in the code.
import { fromSources } from "./from-sources.mjs";

/** The text of the document. */
export async function doctor() {
  const { CHECKS } = await fromSources('export { CHECKS } from "./src/core/checks/check-table.ts";');
  const sections = Object.entries(CHECKS).map(([name, { where, looksAt, warning, error, remedy }]) => {
    const lines = [`Looks at ${looksAt} (${where}).`, "", ...(warning === "" ? [] : [`- **warning**: ${warning}`])];
    return `### ${name}\n\n${[...lines, `- **error**: ${error}`, `- **to do**: ${remedy}`].join("\n")}\n`;
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# What \`doctor\` looks at

<!-- Made from src/core/checks/check-table.ts by \`npm run gen\`. -->

\`ImageServing doctor\` looks for what is wrong on this machine, or soon will be, whether or not an agent runs: with one, the agent tells
what it sees with its own rights. Where there is an inventory, it looks at the jump box too. \`ImageServing doctor --all\`, or \`-H …\`, asks
the agents of a fleet, and judges from outside whether each is reached, is who it should be, and has the right time and version.

It changes nothing, runs no program (but getent(1) for users that are not in \`/etc/passwd\`) and connects to nobody but agents. A check
that fails itself, or takes longer than 3 s, is a finding too: "could not be checked".

A finding is an \`error\` (does not work, or is open to everybody), a \`warning\` (will not work before long), a \`note\` (worth knowing) or
\`ok\` (shown with \`-o wide\`, else counted). Findings of many hosts that say the same are one; \`--no-fold\` shows each.

| exit code | means                                                                                    |
| --------- | ---------------------------------------------------------------------------------------- |
| 0         | no error; with \`--strict\`: no warning either                                             |
| 1         | errors, or with \`--strict\` warnings                                                      |
| 4         | some host, or the agent of this one, could not be asked                                  |
| 6         | the configuration or the inventory of this machine is invalid, or missing where one must be |

Why so: [decisions/0016](decisions/0016-doctor-exit-codes.md).

## For whoever helps

\`ImageServing support\` packs this host, \`ImageServing support -H @web\` some hosts and the jump box, into one archive
(\`--file\`, mode 0600; \`--file -\` for a pipe): of each host status, configuration, check-up, figures, events and operations since
\`--since\`, and the last \`--lines\` of each log, at most \`--max-size\` of each host; of the jump box the inventory, its check-up and the
journals of rollouts. \`manifest.json\` says what is in it, what was cut, and what is missing and why. Hosts that cannot be reached are
missing, and the exit code is 4. Without an agent it has what can be read on disk.

Secrets are removed, first by the agent and then again by the command: values of environment variables and of HTTP heads, private keys,
\`password=…\`, \`--token …\` and their like, user and password in URLs, the values of their queries, and the paths of URLs that are
notified. It is done by how a text looks, so look through an archive before it leaves the house.

## The checks
`;
