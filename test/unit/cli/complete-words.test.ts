import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { offered } from "../../../src/cli/completion/candidate.ts";
import { completeWords } from "../../../src/cli/completion/complete-words.ts";
import type { KnownNames } from "../../../src/cli/completion/known-names.ts";
import { bashReplyText, replyText } from "../../../src/cli/completion/reply-text.ts";
import { host, inventory as sampleInventory } from "../fleet/samples.ts";
import { allCommands, idleTree, wordsOf } from "./command-tree.ts";

const inventory = sampleInventory(
  [host("node1", { role: "web", dc: "ams" }), host("node2", { role: "web", dc: "fra" }), host("db1", { role: "db" })],
  { web: "role=web", old: "db1" },
);

const NAMES: KnownNames = {
  inventory: async () => inventory,
  components: async () => [
    { value: "is", description: "Image Server" },
    { value: "ps", description: "" },
  ],
  rollouts: async () => [{ value: "3f2a", description: "restart, 3 hosts" }],
  contexts: async () => [
    { value: "default", description: "" },
    { value: "lab", description: "" },
  ],
};

const complete = (...words: readonly string[]) => completeWords(words, idleTree(), () => NAMES);

/** What is offered for a line, of which the word after the last blank is being typed. */
async function values(line: string): Promise<readonly string[]> {
  const { candidates } = await complete(...line.split(" "));
  return candidates.map(({ value }) => value);
}

describe("commands", () => {
  test("all of them, with what they do; those that are hidden are not", async () => {
    const { candidates } = await complete("");
    expect(candidates).toContainEqual({ value: "status", description: expect.stringContaining("Server Supervisor") });
    expect(await values("")).toEqual([...idleTree().commands.map((one) => one.name()), "help"]);
  });

  test.each([
    ["sta", ["start", "status"]],
    ["rollout re", ["resume", "retry", "rehearse"]],
    ["--quiet -H node1 sto", ["stop"]],
    ["--timeout 5s -o json pki s", ["show"]],
    ["help sta", ["start", "status"]],
    ["help h", ["hosts"]],
    ["rollout help sh", ["show"]],
    ["rollout nothing ", []],
    ["nothing ", []],
    ["version ", []],
    ["help status ", []],
  ])("%j", async (line, expected) => {
    expect(await values(line)).toEqual(expected);
  });
});

describe("options", () => {
  test.each([
    ["start --pl", ["--plan"]],
    ["restart --ho", ["--home", "--host"]],
    ["config check --ho", ["--home"]],
    ["rollout resume --in", ["--inventory"]],
    ["rollout resume --host", []],
    ["--ver", ["--version"]],
    ["status --ver", ["--version"]],
    ["status --foll", []],
    ["logs --foll", ["--follow"]],
    ["logs -f --foll", []],
    ["logs -f", ["-f"]],
    ["-o", ["-o"]],
    ["status -- --foll", []],
  ])("%j", async (line, expected) => {
    expect(await values(line)).toEqual(expected);
  });

  test("after a dash all that the help of the command shows", async () => {
    for (const command of allCommands(idleTree())) {
      const words = wordsOf(command).split(" ").slice(1);
      const help = command.createHelp();
      const shown = [...help.visibleOptions(command), ...(words.length === 0 ? [] : help.visibleGlobalOptions(command))];
      expect(await values([...words, "--"].join(" "))).toEqual(shown.map(({ long }) => long));
    }
  });
});

describe("values of options", () => {
  test.each([
    ["-o js", ["json", "jsonl"]],
    ["--output y", ["yaml"]],
    ["--output=y", ["--output=yaml"]],
    ["status --output=", ["table", "wide", "json", "jsonl", "yaml"].map((word) => `--output=${word}`)],
    ["-oy", ["-oyaml"]],
    ["init --profile ", ["demo", "image-serving"]],
    ["restart --pause ", ["ask"]],
    ["restart --spread ", ["role", "dc"]],
    ["--context ", ["default", "lab"]],
    ["--timeout ", []],
    ["rollout retry last --only ", ["failed", "unreachable", "unknown", "not-attempted"]],
    ["rollout retry last --only failed,un", ["failed,unreachable", "failed,unknown"]],
    ["rollout retry last --only failed,f", []],
    ["pki issue pki operator ann --hosts node1,n", ["node1,node2"]],
    ["pki issue pki operator ann --components is,", ["is,ps"]],
    ["rollout rehearse restart --fail @", ["@web", "@old"]],
  ])("%j", async (line, expected) => {
    expect(await values(line)).toEqual(expected);
  });
});

describe("selections", () => {
  test.each([
    ["no", ["node1", "node2"]],
    ["", ["node1", "node2", "db1", "@web", "@old", "role=", "dc="]],
    ["node1,", ["node2", "db1", "@web", "@old", "role=", "dc="].map((one) => `node1,${one}`)],
    ["node1,no", ["node1,node2"]],
    ["@", ["@web", "@old"]],
    ["@w", ["@web"]],
    ["@web!no", ["@web!node1", "@web!node2"]],
    ["@web&d", ["@web&db1", "@web&dc="]],
    ["(no", ["(node1", "(node2"]],
    ["(node1)", []],
    ["(node1)!", ["node2", "db1", "@web", "@old", "role=", "dc="].map((one) => `(node1)!${one}`)],
    ["role=", ["role=web", "role=db"]],
    ["role!=w", ["role!=web"]],
    ["node1,dc=a", ["node1,dc=ams"]],
    ["colour=", []],
    ["node[0", []],
    ["node[1-2],d", ["node[1-2],db1", "node[1-2],dc="]],
    ["zz", []],
  ])("%j", async (typed, expected) => {
    for (const [before, prefix] of [["--host"], ["-x"], ["hosts"], [null, "--host="], [null, "-H"]] as const) {
      if (prefix === "-H" && typed === "") continue; // an option that is complete
      const { candidates } = await complete(...(before === null ? [] : [before]), `${prefix ?? ""}${typed}`);
      expect(candidates.map(({ value }) => value)).toEqual(expected.map((one) => `${prefix ?? ""}${one}`));
    }
  });

  test("a host says where it is, a group what it selects, a value how many have it", async () => {
    const described = async (typed: string) => (await complete("-H", typed)).candidates.map((one) => one.description);
    expect(await described("node1")).toEqual(["node1:9910 role=web dc=ams"]);
    expect(await described("@w")).toEqual(["role=web"]);
    expect(await described("rol")).toEqual(["web, db"]);
    expect(await described("role=")).toEqual(["2 hosts", "1 host"]);
  });

  test("blanks between the words of a selection stay", async () => {
    expect((await complete("-H", "node1 , no")).candidates.map(({ value }) => value)).toEqual(["node1 , node2"]);
  });
});

describe("arguments", () => {
  test.each([
    ["status ", ["is", "ps"]],
    ["status is ", ["ps"]],
    ["restart -H @web p", ["ps"]],
    ["logs -n 5 i", ["is"]],
    ["status -- i", ["is"]],
    ["rollout show ", ["last", "3f2a"]],
    ["rollout show 3f2a ", []],
    ["rollout break-lock ", ["3f2a"]],
    ["rollout rehearse ", ["restart", "start", "stop"]],
    ["rollout rehearse restart ", ["is", "ps"]],
    ["context use l", ["lab"]],
    ["pki issue pki o", ["operator"]],
    ["pki issue pki agent n", ["node1", "node2"]],
    ["completion ", ["bash", "zsh", "fish"]],
  ])("%j", async (line, expected) => {
    expect(await values(line)).toEqual(expected);
  });

  test.each([
    ["config check ", "files"],
    ["pki show ", "files"],
    ["--config ", "files"],
    ["--inventory=", "files"],
    ["--home ", "folders"],
    ["pki init ", "folders"],
    ["audit show --since ", null],
    ["status ", null],
  ])("%j is completed by the shell itself: %s", async (line, also) => {
    expect((await complete(...line.split(" "))).also).toBe(also);
  });
});

describe("whatever is wrong", () => {
  const broken: KnownNames = {
    inventory: () => Promise.reject(new Error("broken inventory")),
    components: () => Promise.reject(new Error("broken configuration")),
    rollouts: () => Promise.reject(new Error("no permission")),
    contexts: () => Promise.reject(new Error("no permission")),
  };

  test.each(["-H no", "status ", "context use ", "rollout break-lock ", "restart --spread "])(
    "%j has no candidates",
    async (line) => {
      expect(await completeWords(line.split(" "), idleTree(), () => broken)).toEqual({ also: null, candidates: [] });
    },
  );

  test("what is known without them is offered still", async () => {
    const { candidates } = await completeWords(["rollout", "show", ""], idleTree(), () => broken);
    expect(candidates).toEqual([]);
    expect((await completeWords(["sta"], idleTree(), () => broken)).candidates).toHaveLength(2);
  });

  test("any words at all have an answer, and what would be added to the line is harmless", async () => {
    const word = fc.oneof(
      fc.constantFrom(
        "-",
        "--",
        "--host",
        "-H",
        "-x",
        "rollout",
        "show",
        "status",
        "pki",
        "issue",
        "help",
        "--output=",
        "-o",
        "@web!",
        "role=",
      ),
      fc.string({ unit: "binary", maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (words) => {
        const typed = words.at(-1) ?? "";
        for (const { value } of (await complete(...words)).candidates) {
          expect(value.startsWith(typed)).toBe(true);
          expect(value.slice(typed.length)).toMatch(/^[\w.,@%+:/=-]*$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  "a b",
  "$(rm)",
  "`rm`",
  "a;b",
  "a'b",
  'a"b',
  "a\nb",
  "a\x1b[2J",
  "a\tb",
  "a\\b",
  "a|b",
  "a>b",
  "a*",
  "~a",
  "!a",
  "é\u202e",
])("a name that hides something, %j, is not offered", (value) => {
  expect(offered([{ value, description: "" }], "")).toEqual([]);
});

test("a description cannot act upon the terminal, is on one line and not long", () => {
  const [found] = offered([{ value: "is", description: `a\x1b[2J\n\tb\u202e${"x".repeat(200)}` }], "");
  expect(found?.description).toMatch(/^a\\x1b\[2J\\n\\tb\\u202ex+…$/);
  expect(found?.description).toHaveLength(80);
});

test("what is there twice is offered once", () => {
  const one = { value: "is", description: "" };
  expect(offered([one, one], "i")).toEqual([one]);
});

describe("the answer to a script", () => {
  const candidates = [
    { value: "--host=node1", description: "here" },
    { value: "--host=node2", description: "" },
  ];

  test("a first line, then a candidate on each", () => {
    expect(replyText({ also: null, candidates })).toBe("words\n--host=node1\there\n--host=node2\n");
    expect(replyText({ also: "files", candidates: [] })).toBe("files\n");
    expect(replyText({ also: null, candidates: [] })).toBe("");
  });

  test("Bash has it as it splits the word", () => {
    expect(bashReplyText({ also: null, candidates }, "--host=no", "no")).toBe("words\nnode1\nnode2\n");
    expect(bashReplyText({ also: null, candidates }, "--host=", "")).toBe("words\nnode1\nnode2\n");
    expect(bashReplyText({ also: null, candidates }, "--ho", "--ho")).toBe("words\n--host=node1\n--host=node2\n");
  });
});
