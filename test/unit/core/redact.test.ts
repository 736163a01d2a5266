import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactData } from "../../../src/core/redact-data.ts";
import { redactLines } from "../../../src/core/redact-lines.ts";
import { REMOVED, redactText } from "../../../src/core/redact-text.ts";

const chars = (alphabet: string, minLength: number, maxLength = 40) =>
  fc.array(fc.constantFrom(...alphabet), { minLength, maxLength }).map((all) => all.join(""));

const LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHIJKLMNPQRSTUVWXYZ0123456789";
/** Begins with what stands nowhere else. */
const secret = chars(`${LETTERS}+/_.!$%*^~-`, 8).map((rest) => `Qz9${rest}`);
const anySecret = fc.string({ minLength: 8, maxLength: 40 }).map((rest) => `Qz9${rest.replace(/[\r\n]/g, "_")}`);
const noise = chars(`${LETTERS} .:;,=/?&"'(){}[]<>@#-_|`, 0, 60);

const key = (body: string) => `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`;

/** How a secret stands in a text. */
const PLACES: readonly ((secret: string) => string)[] = [
  (s) => `password=${s}`,
  (s) => `spring.datasource.password: ${s}`,
  (s) => `DB_PASS=${s}`,
  (s) => `-Djavax.net.ssl.keyStorePassword=${s}`,
  (s) => `--token ${s}`,
  (s) => `--api-key=${s}`,
  (s) => `{"client_secret": ${JSON.stringify(s)}}`,
  (s) => JSON.stringify(JSON.stringify({ accessKey: s })),
  (s) => `secret='${s}'`,
  (s) => `Authorization: Bearer ${s}`,
  (s) => `-H "Authorization: Basic ${s}"`,
  (s) => `Cookie: a=b; c=${s}`,
  (s) => `"X-Api-Key": "${s}"`,
  (s) => `https://user:${encodeURIComponent(s)}@host.example/path`,
  (s) => `GET /is/image?wid=200&k=${encodeURIComponent(s)} HTTP/1.1`,
  (s) => key(s),
  (s) => key(`${s}\n${s}`).replaceAll("\n", "\\n"),
  (s) => `bearer ${s}`,
];

test("a planted secret is never in what comes out, wherever it stands", () => {
  fc.assert(
    fc.property(noise, fc.constantFrom(...PLACES), secret, noise, (before, place, planted, after) => {
      // Quotes around would end the strings of the places themselves.
      const quiet = (text: string) => text.replace(/["']/g, " ");
      const text = `${quiet(before)} ${place(planted)} ${quiet(after)}`;
      expect(redactText(text)).not.toContain("Qz9");
    }),
    { numRuns: 3_000 },
  );
});

test("doing it twice changes nothing more", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        noise,
        fc.tuple(noise, fc.constantFrom(...PLACES), secret).map(([n, place, s]) => n + place(s)),
      ),
      (text) => {
        const once = redactText(text);
        expect(redactText(once)).toBe(once);
      },
    ),
    { numRuns: 2_000 },
  );
});

test.each([
  "authority: ca.crt, author=me, passed 5 of 6, signal=TERM, bypass=1",
  "is: ready (pid 4711) in 1.3s at 2026-01-01T12:00:00Z",
  "http://127.0.0.1:8080/is/image",
  "the token has expired; sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
])("what is no secret stays: %s", (text) => {
  expect(redactText(text)).toBe(text);
  expect(redactLines([text])).toEqual([text]);
});

test("what was JSON is JSON still", () => {
  const text = JSON.stringify({ password: 'a"b\\c', url: "https://u:p@h/x?y=z", n: 1 });
  expect(JSON.parse(redactText(text))).toEqual({ password: REMOVED, url: `https://${REMOVED}@h/x?y=${REMOVED}`, n: 1 });
});

test("a long line takes no longer than its length", { timeout: 20_000 }, () => {
  for (const part of [
    "a",
    "token",
    '"',
    'password="',
    "?a=",
    "cookie: ",
    "-----BEGIN PRIVATE KEY-----",
    "https://x",
    "--",
    "\\",
  ]) {
    redactText(part.repeat(300_000 / part.length));
  }
});

describe("keys over several lines", () => {
  const bodies = fc.array(chars(`${LETTERS}+/`, 64, 64), { minLength: 1, maxLength: 20 });

  test("go, also where a logger writes something in front, and the lines around stay", () => {
    fc.assert(
      fc.property(bodies, fc.constantFrom("", "12:00 INFO "), (body, prefix) => {
        const lines = ["before", ...key(body.join("\n")).split("\n"), "after"].map((line) => prefix + line);
        const out = redactLines(lines);
        expect(out).toHaveLength(lines.length);
        for (const line of body) expect(out.join("\n")).not.toContain(line);
        expect([out[0], out.at(-1)]).toEqual([`${prefix}before`, `${prefix}after`]);
      }),
    );
  });

  test("go too where the lines begin or end within one, and its last line is short", () => {
    const last = chars(LETTERS, 12, 60).map((rest) => `Qz9${rest}`);
    fc.assert(
      fc.property(bodies, last, fc.constantFrom("", "12:00 INFO "), fc.nat(22), (body, end, prefix, from) => {
        const whole = key([...body, end].join("\n")).split("\n");
        const lines = whole.slice(Math.min(from, whole.length - 1)).map((line) => prefix + line);
        for (const line of [...body, end]) expect(redactLines(lines).join("\n")).not.toContain(line);
        const begun = whole.slice(0, -1 - (from % body.length)).map((line) => prefix + line);
        for (const line of [...body, end]) expect(redactLines(begun).join("\n")).not.toContain(line);
        const middle = whole.slice(1, 1 + body.length).map((line) => prefix + line);
        for (const line of body) expect(redactLines(middle).join("\n")).not.toContain(line);
      }),
    );
  });

  test("a key that never ends takes no whole log with it", () => {
    const lines = ["-----BEGIN PRIVATE KEY-----", ...Array.from({ length: 400 }, (_, at) => `line ${at}`)];
    expect(redactLines(lines).at(-1)).toBe("line 399");
  });
});

describe("data", () => {
  test("keeps its shape, and no value of an environment or under the name of a secret", () => {
    fc.assert(
      fc.property(anySecret, anySecret, fc.jsonValue(), (one, two, other) => {
        const data = {
          components: {
            is: { env: { A: one, B: two }, command: ["java", "--password", secretWord(one), `-Dtoken=${secretWord(two)}`] },
          },
          password: one,
          nested: [{ clientSecret: two, other }],
        };
        const out = redactData(data);
        expect(shape(out)).toEqual(shape(data));
        expect(JSON.stringify({ ...out, nested: [{ ...out.nested[0], other: null }] })).not.toContain("Qz9");
      }),
    );
  });

  test("tails of logs are lines: a key goes over several of them", () => {
    const body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    expect(redactData({ tail: ["-----BEGIN PRIVATE KEY-----", body, "x"] }).tail).toEqual([REMOVED, REMOVED, REMOVED]);
    const times = { at: new Date(5), key: "/etc/node3.key", list: [1, null, true] };
    expect(redactData(times)).toEqual(times);
  });
});

/** A word of a command line, which no flag is. */
const secretWord = (text: string): string => text.replace(/[\s"';,&})\]]/g, "_");

/** Keys, lengths and kinds; not the values of texts. */
function shape(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(shape);
  if (typeof data !== "object" || data === null) return typeof data === "number" ? "string" : typeof data;
  return Object.values(data).map(shape);
}
