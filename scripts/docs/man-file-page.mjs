// The pages of the files that people write, from their schemas and from what the documents say of them.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { configuration } from "./configuration.mjs";
import { fromSources, ROOT } from "./from-sources.mjs";
import { fromMarkdown, inline, underHeading } from "./man-markdown.mjs";
import { bold, example, item, line, literal, page, prose, section, title } from "./man-roff.mjs";

const keysOf = async () =>
  await fromSources(`
    import { agentSchema } from "./src/config/agent-schema.ts";
    import { fleetSchema } from "./src/config/fleet-schema.ts";
    import { keyReference } from "./src/config/schema-tree.ts";
    import { hostLanguage } from "./src/fleet/host-language.ts";
    export const agent = keyReference(agentSchema({ hostname: "node3", folder: "/", userExists: () => true }));
    export const fleet = keyReference(fleetSchema({ folder: "/", language: hostLanguage }));`);

/** Name of a page → its text. */
export async function filePages(edition) {
  const { agent, fleet } = await keysOf();
  const [about, hosts] = [await configuration(), await readFile(join(ROOT, "docs/fleet.md"), "utf8")];
  const rules = section("RULES", ...fromMarkdown(underHeading(about, "Rules for the whole file")));
  return {
    "imageserving-agent.yaml.5": filePage(
      "imageserving-agent.yaml",
      "configuration of the agent of ImageServing",
      agent,
      edition,
      [
        ...section("DESCRIPTION", ...fromMarkdown(about.slice(0, about.indexOf("\n## ")).replace(/^#.*$/m, ""))),
        ...rules,
        ...section("CONFIGURATION HASH", ...fromMarkdown(underHeading(about, "The configuration hash"))),
      ],
    ),
    "imageserving-fleet.yaml.5": filePage(
      "imageserving-fleet.yaml",
      "the hosts that ImageServing controls",
      fleet.filter(({ path }) => path.slice(0, 3).join(".") !== "rollout.groups.NAME"), // the same once more
      edition,
      [...section("DESCRIPTION", ...fromMarkdown(underHeading(hosts, "The inventory"))), ...rules],
    ),
  };
}

const filePage = (name, is, keys, edition, parts) =>
  page([
    title(name, 5, edition),
    ...section("NAME", `${literal(name)} \\- ${prose(is)}`),
    ...parts,
    ...section("KEYS", ...keys.flatMap(keyLines)),
    ...section("SEE ALSO", `${bold("ImageServing")}(1),`, `${bold("ImageServing-config-check")}(1)`),
  ]);

/** What it is, what it may be, what it is otherwise, how it may look. */
function keyLines({ path, kind, range, otherwise, description, example: sample }) {
  const value = [kind.replace(/^an? /, ""), range].filter((part) => part !== "").join(", ");
  const fallback = otherwise === null ? "It must be there." : `Default: ${otherwise}.`;
  const about = `${value.charAt(0).toUpperCase()}${value.slice(1)}. ${fallback}`;
  return [
    ...item(bold(path.join(".")), inline(description)),
    ".br",
    line(prose(about)),
    ...example(`${path.at(-1)}: ${sample}`, 7).slice(1),
  ];
}
