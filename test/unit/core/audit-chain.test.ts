import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AuditChain, MOST_AHEAD } from "../../../src/core/audit-chain.ts";
import { AUDIT_OUTCOMES, type AuditEntry, OWN_METHOD } from "../../../src/core/audit-entry.ts";
import { chainHeadProblem, type HeadReading, readHead, writeHead } from "../../../src/core/audit-head.ts";
import { readAuditLine, sha256, writeAuditLine } from "../../../src/core/audit-line.ts";
import { AUDIT_START, type AuditPoint } from "../../../src/core/audit-point.ts";
import { IDENTITY_KINDS } from "../../../src/core/identity.ts";

const timeout = 20_000;
const text = fc.string({ unit: "binary", maxLength: 12 });
const entry: fc.Arbitrary<AuditEntry> = fc.record({
  at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
  who: text,
  role: fc.option(fc.constantFrom(...IDENTITY_KINDS)),
  from: fc.option(text),
  method: fc.constantFrom("Start", "Stop", "Status"),
  operationId: fc.option(text),
  components: fc.array(text, { maxLength: 3 }),
  reason: text,
  outcome: fc.constantFrom(...AUDIT_OUTCOMES),
  code: fc.option(text),
  detail: text,
});
const log = fc.array(entry, { minLength: 1, maxLength: 8 }).map(written);

interface Log {
  readonly lines: readonly string[];
  readonly points: readonly AuditPoint[];
}

function written(entries: readonly AuditEntry[]): Log {
  let last = AUDIT_START;
  const made = entries.map((one) => {
    const line = writeAuditLine(one, { seq: last.seq + 1, prev: last.hash, torn: null });
    last = line.point;
    return line;
  });
  return { lines: made.map((line) => line.text), points: made.map(({ point }) => point) };
}

const fileOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(""));
const headAt = (point: AuditPoint | undefined): HeadReading => (point === undefined ? { t: "none" } : { t: "point", point });

/** Everything that is wrong with a file, read in chunks of that size. */
function breaksOf(file: Buffer, head: HeadReading, chunk = 7): readonly string[] {
  const chain = new AuditChain();
  for (let at = 0; at < file.length; at += chunk) chain.push(file.subarray(at, at + chunk));
  chain.end();
  const problem = chainHeadProblem(chain, head);
  return [...chain.breaks.map(({ line, problem }) => `${line}: ${problem}`), ...(problem === null ? [] : [problem])];
}

const sample = (count: number) =>
  written(
    Array.from({ length: count }, (_, at) => ({
      at: new Date(at),
      who: "alice",
      role: "operator" as const,
      from: "local",
      method: "Restart",
      operationId: `op-${at}`,
      components: ["is"],
      reason: "because",
      outcome: "done" as const,
      code: null,
      detail: "restarted",
    })),
  );

describe("a log that nobody touched", () => {
  test("is whole, however it is cut into chunks, and is read back to what was written", { timeout }, () => {
    fc.assert(
      fc.property(log, fc.integer({ min: 1, max: 300 }), ({ lines, points }, chunk) => {
        expect(breaksOf(fileOf(lines), headAt(points.at(-1)), chunk)).toEqual([]);
        expect(lines.every((line) => !/[\n\r\u202e\x1b]/.test(line))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(entry, (one) => {
        const { text, point } = writeAuditLine(one, { seq: 1, prev: AUDIT_START.hash, torn: null });
        const read = readAuditLine(Buffer.from(text));
        expect(read).toEqual({ ...one, seq: 1, torn: null, prev: AUDIT_START.hash, hash: point.hash });
      }),
    );
  });

  test("may be ahead of what was noted by as much as is written at once, and not by more", { timeout }, () => {
    const { lines, points } = sample(MOST_AHEAD + 2);
    for (const [at, point] of points.entries()) {
      const problems = breaksOf(fileOf(lines), headAt(point), 1_000);
      if (at === 0) expect(problems).toEqual([expect.stringMatching(/^audit.head was put back or lines were added/)]);
      else expect(problems).toEqual([]);
    }
    expect(breaksOf(fileOf(lines), { t: "none" })).toEqual([expect.stringMatching(/^audit.head is missing/)]);
    expect(breaksOf(fileOf(lines.slice(0, MOST_AHEAD)), { t: "none" })).toEqual([]);
    expect(readHead(writeHead(sample(3).points[2] as AuditPoint))).toEqual(headAt(sample(3).points[2]));
    expect(breaksOf(fileOf(lines), readHead("rubbish"))).toEqual([expect.stringMatching(/^audit.head cannot be read/)]);
  });
});

describe("what somebody did to a log is found:", () => {
  const finds = (change: (log: Log, pick: number, other: number) => Buffer | null) =>
    fc.assert(
      fc.property(log, fc.nat(), fc.nat(), (one, pick, other) => {
        const changed = change(one, pick, other);
        fc.pre(changed !== null && !changed.equals(fileOf(one.lines)));
        expect(breaksOf(changed as Buffer, headAt(one.points.at(-1)))).not.toEqual([]);
      }),
      { numRuns: 300 },
    );

  test("a byte is another", { timeout }, () => {
    finds(({ lines }, pick, other) => {
      const file = fileOf(lines);
      file[pick % file.length] = other % 256;
      return file;
    });
  });
  test("a byte is gone, or one more", { timeout }, () => {
    finds(({ lines }, pick) => {
      const [file, at] = [fileOf(lines), pick % fileOf(lines).length];
      return Buffer.concat([file.subarray(0, at), file.subarray(at + 1)]);
    });
    finds(({ lines }, pick, other) => {
      const [file, at] = [fileOf(lines), pick % fileOf(lines).length];
      return Buffer.concat([file.subarray(0, at), Buffer.from([other % 256]), file.subarray(at)]);
    });
  });
  test("lines are gone, at the beginning, in the middle or at the end", { timeout }, () => {
    finds(({ lines }, pick, other) => {
      const at = pick % lines.length;
      return fileOf(lines.toSpliced(at, 1 + (other % 3)));
    });
  });
  test("two lines are swapped", { timeout }, () => {
    finds(({ lines }, pick, other) => {
      const [a, b] = [pick % lines.length, other % lines.length];
      return fileOf(lines.with(a, lines[b] as string).with(b, lines[a] as string));
    });
  });
  test("a line is there twice", { timeout }, () => {
    finds(({ lines }, pick, other) => {
      return fileOf(lines.toSpliced(other % (lines.length + 1), 0, lines[pick % lines.length] as string));
    });
  });
  test("a line was added that is none, or that is whole by itself", { timeout }, () => {
    finds(({ lines }, pick, other) => fileOf(lines.toSpliced(pick % (lines.length + 1), 0, "x".repeat(other % 200))));
    finds(({ lines, points }, pick, other) => {
      const at = pick % lines.length;
      const place = { seq: 1 + (other % (lines.length + 2)), prev: (points[at - 1] ?? AUDIT_START).hash, torn: null };
      const forged = writeAuditLine({ ...(sampleEntry as AuditEntry), reason: String(other) }, place).text;
      return fileOf(lines.toSpliced(at, 0, forged));
    });
  });
  test("a line was replaced by one that is whole by itself", { timeout }, () => {
    finds(({ lines, points }, pick, other) => {
      const at = pick % lines.length;
      const place = { seq: at + 1, prev: (points[at - 1] ?? AUDIT_START).hash, torn: null };
      return fileOf(lines.with(at, writeAuditLine({ ...sampleEntry, reason: String(other) }, place).text));
    });
  });
});

const sampleEntry = readAuditLine(Buffer.from(sample(1).lines[0] as string)) as AuditEntry;

describe("it is said where and what:", () => {
  const { lines, points } = sample(6);
  const head = headAt(points.at(-1));
  const changed = (text: string) => text.replace("because", "for fun");
  const at = (number: number) => lines[number - 1] as string;

  test.each<readonly [string, readonly string[], readonly string[]]>([
    ["changed", lines.with(2, changed(at(3))), ["3: was changed"]],
    ["two changed", lines.with(2, changed(at(3))).with(3, changed(at(4))), ["3: was changed", "4: was changed"]],
    ["removed", lines.toSpliced(1, 2), ["2: lines number 2 to 3 are missing before it"]],
    ["the first removed", lines.slice(1), ["1: line number 1 is missing before it"]],
    [
      "changed and removed",
      lines.with(1, changed(at(2))).toSpliced(2, 1),
      ["2: was changed", "3: line number 3 is missing before it"],
    ],
    ["inserted", lines.toSpliced(2, 0, "rubbish"), ["3: was inserted: it is no line of the log"]],
    ["repeated", lines.toSpliced(2, 0, at(2)), ["3: repeats number 2, after number 2"]],
    [
      "swapped",
      lines.with(1, at(3)).with(2, at(2)),
      ["2: line number 2 is missing before it", "3: is out of order: it has number 2, after number 3"],
    ],
    ["added at the end", [...lines, "rubbish"], ["null: 1 line at the end are no lines of the log"]],
    [
      "removed at the end",
      lines.slice(0, 4),
      ["lines number 5 to 6 are missing at the end: the agent had written up to number 6"],
    ],
    ["removed altogether", [], ["lines number 1 to 6 are missing at the end: the agent had written up to number 6"]],
  ])("%s", { timeout }, (_, file, problems) => {
    expect(breaksOf(fileOf(file), head)).toEqual(problems);
  });

  test("what the agent itself found missing stays a break", { timeout }, () => {
    const own = { ...sampleEntry, method: OWN_METHOD, outcome: "failed", detail: "3 lines were lost" } as const;
    const { text, point } = writeAuditLine(own, { seq: 7, prev: points[5]?.hash ?? "", torn: null });
    expect(breaksOf(fileOf([...lines, text]), headAt(point))).toEqual(["7: the agent wrote: 3 lines were lost"]);
  });
});

describe("a torn line", () => {
  const { lines, points } = sample(3);
  const torn = '{"seq":4,"at":"2026';
  const mended = writeAuditLine(sampleEntry, { seq: 4, prev: points[2]?.hash ?? "", torn: sha256(sha256(torn)) });

  test("is no break when the next line tells of it, and one when either is touched", { timeout }, () => {
    const head = headAt(mended.point);
    expect(breaksOf(fileOf([...lines, torn, mended.text]), head)).toEqual([]);
    expect(breaksOf(fileOf([...lines, `${torn}x`, mended.text]), head)).not.toEqual([]);
    expect(breaksOf(fileOf([...lines, mended.text]), head)).toEqual(["4: the torn line that stood before it was removed"]);
  });

  test("at the end is no break while nothing of it was noted", { timeout }, () => {
    const file = Buffer.concat([fileOf(lines), Buffer.from(torn)]);
    expect(breaksOf(file, headAt(points[2]))).toEqual([]);
    expect(breaksOf(file, headAt(mended.point))).not.toEqual([]);
  });
});

test("texts of callers are bounded, and so is memory where a line has no end", { timeout }, () => {
  const long = "é\n".repeat(100_000);
  const { text } = writeAuditLine(
    { ...sampleEntry, who: long, reason: long, detail: long, components: Array(5_000).fill(long), operationId: long, code: long },
    { seq: 1, prev: AUDIT_START.hash, torn: null },
  );
  expect(text.length).toBeLessThan(20_000);
  const { lines, points } = sample(2);
  const file = fileOf(lines.toSpliced(1, 0, "x".repeat(5_000_000)));
  expect(breaksOf(file, headAt(points[1]), 65_536)).toEqual(["2: was inserted: it is no line of the log"]);
});
