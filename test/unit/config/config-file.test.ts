import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfigFile } from "../../../src/config/config-file.ts";
import { readAgentConfig } from "../../../src/config/read-agent-config.ts";
import { MAX_FILE_BYTES } from "../../../src/config/yaml-document.ts";
import { messageOf } from "../../../src/core/fault.ts";
import { FACTS } from "./parsing.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "config-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const whyNot = (file: string) => readConfigFile(file).then(() => "read", messageOf);

test("reads and parses, with paths relative to the folder of the file", async () => {
  const { config } = await readAgentConfig(
    await written("agent.yaml", "components: { is: { command: [run], cwd: data } }"),
    FACTS,
  );
  expect(config.file).toBe(join(folder, "agent.yaml"));
  expect([...config.components.values()][0]?.cwd).toBe(join(folder, "data"));
});

test("no file, or a link that leads nowhere, is no configuration", async () => {
  await symlink(join(folder, "gone"), join(folder, "link"));
  expect(await whyNot(join(folder, "none.yaml"))).toBe(
    `no configuration: ${join(folder, "none.yaml")} does not exist; write one with: ImageServing init`,
  );
  expect(await whyNot(join(folder, "link"))).toContain("does not exist");
});

test("a folder, a device, a folder in the way", async () => {
  await mkdir(join(folder, "dir.yaml"));
  expect(await whyNot(join(folder, "dir.yaml"))).toBe(
    `${join(folder, "dir.yaml")}: is not a regular file; name the configuration file itself`,
  );
  expect(await whyNot("/dev/zero")).toBe("/dev/zero: is not a regular file; name the configuration file itself");
  expect(await whyNot(join(await written("file", "x"), "agent.yaml"))).toMatch(
    /agent\.yaml: cannot be read: ENOTDIR.*; name a file that can be read$/,
  );
});

test("a mebibyte is read, a byte more is not", async () => {
  expect(await readConfigFile(await written("full.yaml", "#".repeat(MAX_FILE_BYTES)))).toHaveLength(MAX_FILE_BYTES);
  expect(await whyNot(await written("large.yaml", "#".repeat(MAX_FILE_BYTES + 1)))).toBe(
    `${join(folder, "large.yaml")}: is larger than 1 MiB; no configuration is; name the right file`,
  );
});

test("what is no UTF-8 is refused, not guessed at", async () => {
  expect(await whyNot(await written("latin1.yaml", Uint8Array.of(0x68, 0xf6)))).toBe(
    `${join(folder, "latin1.yaml")}: is not UTF-8 text; save it as UTF-8`,
  );
  expect(await readConfigFile(await written("utf8.yaml", "hö"))).toBe("hö");
});

test.skipIf(process.getuid?.() === 0)("a file without permission", async () => {
  const file = await written("secret.yaml", "a: 1");
  await chmod(file, 0);
  expect(await whyNot(file)).toBe(
    `${file}: permission denied; make it readable, and ${folder} searchable, for the user of the agent`,
  );
});

test("what is wrong in the file is a fault of its own", async () => {
  const file = await written("bad.yaml", "hots: 1\n");
  await expect(readAgentConfig(file, FACTS)).rejects.toMatchObject({
    fault: {
      code: "INVALID_CONFIG",
      problems: [
        { file, line: 1, column: 1 },
        { file, line: 1, column: 1 },
      ],
    },
  });
});
