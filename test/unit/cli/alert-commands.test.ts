import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { commandTree } from "../../../src/cli/command-line.ts";
import { fakeTerminal } from "./fake-terminal.ts";

interface Rule {
  readonly alert: string;
  readonly annotations: { readonly description: string };
}

const FILE = new URL("../../../packaging/prometheus/imageserving.rules.yml", import.meta.url);
const RULES: readonly Rule[] = parse(readFileSync(FILE, "utf8")).groups[0].rules;

test.each(RULES.map(({ alert, annotations }) => [alert, annotations.description] as const))(
  "the command that %s names is one",
  { timeout: 10_000 },
  async (_, description) => {
    const command = (/Next: ImageServing (.*)$/.exec(description)?.[1] ?? "").replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "$1");
    const { terminal, stderr } = fakeTerminal();
    let runs = 0;
    const program = commandTree(
      terminal,
      async () => void runs++,
      async () => 0,
    );
    await program.parseAsync(command.split(" "), { from: "user" });
    expect([runs, stderr.text]).toEqual([1, ""]);
  },
);
