import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type * as Promises from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isFault } from "../../../src/core/fault.ts";
import { writeDurably } from "../../../src/supervisor/durable-file.ts";

const timeout = 10_000;

/** What was done to files, in order; the step that `failing` names fails. */
const disk = vi.hoisted(() => ({ done: [] as string[], failing: "" }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof Promises>();
  const step = (what: string) => {
    disk.done.push(what);
    if (disk.failing === what) throw Object.assign(new Error(`ENOSPC: no space left on device, ${what}`), { code: "ENOSPC" });
  };
  return {
    ...real,
    mkdir: async (...args: Parameters<typeof real.mkdir>) => {
      step("mkdir");
      return real.mkdir(...args);
    },
    open: async (path: string, flags: string, mode?: number) => {
      const kind = path.endsWith(".tmp") ? "file" : "folder";
      step(`open ${kind}`);
      const file = await real.open(path, flags, mode);
      return {
        writeFile: async (text: string) => {
          if (disk.failing === `write ${kind}`) await file.writeFile(text.slice(0, 3)); // as a disk that fills up
          step(`write ${kind}`);
          await file.writeFile(text);
        },
        sync: async () => {
          step(`sync ${kind}`);
          await file.sync();
        },
        close: async () => {
          await file.close();
          step(`close ${kind}`);
        },
      };
    },
    rename: async (from: string, to: string) => {
      step("rename");
      await real.rename(from, to);
    },
  };
});

let folder = "";
const file = () => join(folder, "state", "journal.json");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "is-durable-"));
  disk.done.length = 0;
  disk.failing = "";
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a durable file", () => {
  test("is written whole, for its owner and group, and takes the place of the old one", { timeout }, async () => {
    await writeDurably(file(), "old");
    await writeDurably(file(), "new, and longer");
    expect(readFileSync(file(), "utf8")).toBe("new, and longer");
    expect(statSync(file()).mode & 0o137).toBe(0);
    expect(readdirSync(join(folder, "state"))).toEqual(["journal.json"]);
  });

  test("is on disk before it has its name, and its name is on disk before it counts as written", { timeout }, async () => {
    await writeDurably(file(), "text");
    expect(disk.done).toEqual([
      "mkdir",
      "open file",
      "write file",
      "sync file",
      "close file",
      "rename",
      "open folder",
      "sync folder",
      "close folder",
    ]);
  });

  test.each(["mkdir", "open file", "write file", "sync file", "close file", "rename"])(
    "keeps its old text whole where %s fails, leaves nothing beside it and says why",
    { timeout },
    async (failing) => {
      await writeDurably(file(), "the old text");
      disk.failing = failing;
      const error = await writeDurably(file(), "the new text").catch((reason: unknown) => reason);
      expect(isFault(error, "NOT_DURABLE") && error.fault).toEqual({
        code: "NOT_DURABLE",
        path: file(),
        cause: expect.stringContaining("no space left"),
      });
      expect(readFileSync(file(), "utf8")).toBe("the old text");
      expect(readdirSync(join(folder, "state"))).toEqual(["journal.json"]);
    },
  );

  test.each(["open folder", "sync folder"])(
    "has the new text whole where %s fails, and is not taken for written",
    { timeout },
    async (failing) => {
      await writeDurably(file(), "the old text");
      disk.failing = failing;
      await expect(writeDurably(file(), "the new text")).rejects.toMatchObject({ fault: { code: "NOT_DURABLE" } });
      expect(readFileSync(file(), "utf8")).toBe("the new text");
      expect(readdirSync(join(folder, "state"))).toEqual(["journal.json"]);
    },
  );

  test("where there was none, a failure leaves none", { timeout }, async () => {
    disk.failing = "sync file";
    await expect(writeDurably(file(), "text")).rejects.toThrow("nothing was done");
    expect(existsSync(file())).toBe(false);
  });

  test("below something that is no folder cannot be written", { timeout }, async () => {
    writeFileSync(join(folder, "state"), "");
    await expect(writeDurably(file(), "text")).rejects.toMatchObject({ fault: { code: "NOT_DURABLE", path: file() } });
  });

  test("does not take the place of a folder", { timeout }, async () => {
    mkdirSync(file(), { recursive: true });
    await expect(writeDurably(file(), "text")).rejects.toMatchObject({ fault: { code: "NOT_DURABLE" } });
    expect(readdirSync(join(folder, "state"))).toEqual(["journal.json"]);
  });

  test("many writers at once leave one of the texts, whole, and nothing else", { timeout }, async () => {
    const texts = Array.from({ length: 20 }, (_, at) => `${at} `.repeat(2_000));
    await Promise.all(texts.map((text) => writeDurably(file(), text)));
    expect(texts).toContain(readFileSync(file(), "utf8"));
    expect(readdirSync(join(folder, "state"))).toEqual(["journal.json"]);
  });
});
