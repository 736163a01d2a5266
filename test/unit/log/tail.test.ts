import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LEFT_OUT } from "../../../src/supervisor/log/follow.ts";
import { tailUnattended } from "../../../src/supervisor/log/log-reader.ts";
import { inMemory, LogFolder, runAtOnce, runNothing } from "./log-folder.ts";

const timeout = 15_000;
const KIB = 1024;

/** The last lines of a text, as anyone would write it down. */
function naive(text: string, count: number): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return count === 0 ? [] : lines.slice(-count);
}

async function all(portions: AsyncIterable<string[]>): Promise<string[]> {
  const lines: string[] = [];
  for await (const some of portions) lines.push(...some);
  return lines;
}

const line = fc.oneof(
  fc.constantFrom("", " ", "\t", "x", "é€😀"),
  fc.nat({ max: 900 }).map((n) => `${n}`.repeat(200)),
);
const text = fc.array(line, { maxLength: 40 }).map((lines) => lines.join("\n"));

test.each([
  ["cut off", runAtOnce],
  ["copied and emptied", runNothing],
])("the last lines are those of the whole log, whatever of it was rotated and compressed (%s)", { timeout }, async (_, run) => {
  const property = fc.asyncProperty(
    fc.array(text, { minLength: 1, maxLength: 6 }),
    fc.array(fc.nat({ max: 120 }), { minLength: 1, maxLength: 4 }),
    async (texts, counts) => {
      using folder = new LogFolder(inMemory);
      const log = folder.open({ run, maxSize: 4_096 });
      let whole = "";
      for (const text of texts) {
        appendFileSync(folder.path, text);
        whole += text;
        await log.checkRotation();
      }
      for (const count of counts) expect(await log.tail(count)).toEqual(naive(whole, count));
      await log.settled();
      for (const count of counts) {
        expect(await log.tail(count)).toEqual(naive(whole, count));
        expect(await all(log.last({ lines: count, signal: AbortSignal.timeout(5_000) }))).toEqual(naive(whole, count));
      }
    },
  );
  await fc.assert(property, { numRuns: 15 });
});

test("without an agent the last lines are read, and nothing is changed", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  const log = folder.open({ run: runAtOnce, maxSize: 4_096 });
  folder.write(300);
  await log.checkRotation();
  await log.settled();
  const names = [...folder.names(), "is.log.copying"].sort();
  writeFileSync(`${folder.path}.copying`, "of an agent that may begin just now");
  const report = () => {};
  expect(await tailUnattended(folder.path, 250, report)).toEqual(folder.lines(50));
  expect(folder.names()).toEqual(names);
  expect(await tailUnattended(join(folder.folder, "none.log"), 5, report)).toEqual([]);
  await expect(tailUnattended(folder.folder, 5, report)).rejects.toMatchObject({ fault: { code: "BAD_FILE" } });
});

test("files of many portions, compressed or not, are counted through to the line", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  const log = folder.open({ run: runAtOnce, maxSize: 300_000 });
  folder.write(15_000);
  for (const count of [4_000, 14_999]) expect(await log.tail(count)).toEqual(folder.lines(15_000 - count));
  await log.checkRotation();
  await log.settled();
  for (const count of [4_000, 9_000, 14_999]) expect(await log.tail(count)).toEqual(folder.lines(15_000 - count));
});

test("lines come in portions of some 64 KiB", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  folder.write(10_000);
  const sizes: number[] = [];
  for await (const lines of folder.open().last({ lines: 10_000, signal: AbortSignal.timeout(5_000) }))
    sizes.push(lines.join("\n").length);
  expect(sizes.length).toBeGreaterThan(5);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * KIB + 200);
});

test("of a line that is longer no more than 64 KiB are read for each line that was asked for", { timeout }, async () => {
  using folder = new LogFolder(inMemory);
  writeFileSync(folder.path, `${"a".repeat(300 * KIB)}${"z".repeat(10)}`);
  const log = folder.open({ run: runAtOnce, maxSize: 100 * KIB });
  const [before] = await log.tail(1);
  expect(before?.length).toBe(64 * KIB);
  expect(before?.endsWith("azzzzzzzzzz")).toBe(true);
  await log.checkRotation();
  await log.settled();
  expect((await log.tail(1)).join("") === before).toBe(true);
  expect((await log.tail(3)).map((piece) => piece.length)).toEqual([64 * KIB, 64 * KIB, 64 * KIB]);
  writeFileSync(`${folder.path}.1`, `short\n${"a".repeat(128 * KIB - 2)}\n`);
  writeFileSync(folder.path, "b\n");
  expect((await folder.open().tail(2)).map((piece) => piece.length)).toEqual([64 * KIB, 64 * KIB - 3, 1]);
  writeFileSync(folder.path, `short\n${"b".repeat(70 * KIB)}\n`);
  expect((await log.tail(1)).map((piece) => piece.length)).toEqual([64 * KIB - 1]);
});

test("a rotated file that cannot be read is left out, which is said in its place and reported", { timeout }, async () => {
  using folder = new LogFolder();
  const log = folder.open({ run: runAtOnce });
  folder.write(1_000);
  await log.checkRotation();
  await log.settled();
  const count = (name: string) => folder.bytes(name).toString().split("\n").length - 1;
  const [first, broken] = [count("is.log.1"), count("is.log.2.gz")];
  const lost = folder.bytes("is.log.2.gz").toString().split("\n");
  truncateSync(join(folder.folder, "is.log.2.gz"), 500);
  const tail = await log.tail(folder.written);
  const at = tail.indexOf(LEFT_OUT);
  expect(at).toBeGreaterThan(0);
  const whole = new Set(tail);
  expect(lost.every((line) => line === "" || !whole.has(line) || tail.indexOf(line) < at)).toBe(true);
  const live = folder.written - Number(tail[at + 1]?.split(" ")[0]);
  expect(live).toBeGreaterThan(first);
  expect(broken).toBeGreaterThan(0);
  expect(tail.slice(at + 1)).toEqual(folder.lines(folder.written - live));
  expect(folder.notices.map(({ kind, file }) => [kind, file])).toContainEqual(["failed", join(folder.folder, "is.log.2.gz")]);
});
