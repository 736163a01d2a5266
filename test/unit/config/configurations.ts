import fc from "fast-check";
import { stringify } from "yaml";
import { SIGNALS } from "../../../src/core/signals.ts";

type Arbitrary = fc.Arbitrary<unknown>;

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "",
    " ",
    "~",
    "null",
    "yes",
    "007",
    "a: b",
    "# x",
    "- a",
    "\u2028",
    "\u0085",
    "\uFEFF",
    "'",
    '"',
    "a\nb\n",
    "\t",
    "…",
  ),
);
const text = anyText.map((value) => value.replaceAll("\0", ""));
const title = fc.oneof(
  fc.constantFrom("Image Server", "0", "true", "[x]", "é ü"),
  fc.string({ minLength: 1, maxLength: 30 }).filter((value) => value.trim() !== ""),
);
const command = fc
  .tuple(
    text.filter((value) => value !== ""),
    fc.array(text, { maxLength: 3 }),
  )
  .map(([first, rest]) => [first, ...rest]);

/** Durations as people write them, from `least` to `most` milliseconds. */
const duration = (least: number, most: number): Arbitrary =>
  fc.oneof(
    fc.integer({ min: least, max: most }).map((value) => `${value}ms`),
    fc
      .integer({ min: Math.ceil(least / 1000), max: Math.floor(most / 1000) })
      .filter((value) => value * 1000 >= least)
      .map((value) => `${value}s`),
    fc.integer({ min: least, max: Math.min(most, 1_000_000) }).map((value) => `${value / 1000}s`),
  );

const size = (least: number, most: number) =>
  fc.oneof(
    fc.integer({ min: least, max: most }).map((value) => `${value}B`),
    fc
      .integer({ min: least, max: most })
      .map((value) => `${value / 1024}KiB`)
      .filter((value) => /^[\d.]+KiB$/.test(value)),
  );

const port = fc.integer({ min: 1, max: 65_535 });
const host = fc.constantFrom("127.0.0.1", "localhost", "node3.ams", "[::1]", "[2001:db8::1]", "a_b-c");
const endpoint = fc.tuple(host, port).map(([name, number]) => `${name}:${number}`);
const path = fc.constantFrom("a.pem", "./x/../b.pem", "/etc/ü.pem", "c d.pem");
const signal = fc.constantFrom(...SIGNALS, ...SIGNALS.map((name) => `SIG${name}`));
const orNull = (value: Arbitrary) => fc.option(value, { freq: 5 });
const some = (keys: Record<string, Arbitrary>, needed: string[] = []) => fc.record(keys, { requiredKeys: needed as never[] });

const http = fc
  .tuple(endpoint, fc.webPath(), fc.webQueryParameters())
  .map(([at, where, query]) => `http://${at}${where}?${query}`)
  .filter((url) => URL.canParse(url));
const withProbe = (rest: Record<string, Arbitrary>) =>
  fc.oneof(
    some({ http, status: fc.integer({ min: 100, max: 599 }), body: orNull(text), ...rest }, ["http"]),
    some({ tcp: endpoint, ...rest }, ["tcp"]),
    some({ command, ...rest }, ["command"]),
  );

const count = (min: number, max: number) => fc.integer({ min, max });
const ready = withProbe({
  interval: duration(10, 3.6e6),
  timeout: duration(100, 8.64e7),
  attempt: duration(10, 6e5),
  recheck: duration(10, 3.6e6),
  failures: count(1, 1000),
  listener: fc.constantFrom("own", "any"),
});
const live = withProbe({
  interval: duration(10, 3.6e6),
  timeout: duration(10, 6e5),
  failures: count(1, 1000),
  action: fc.constantFrom("report", "restart"),
});
const restart = some({
  policy: fc.constantFrom("always", "on-failure", "never"),
  backoff: some({ initial: duration(10, 60_000), max: duration(60_000, 8.64e7) }),
  steadyAfter: duration(0, 8.64e7),
  crashLoop: some({ failures: count(1, 1000), within: duration(100, 8.64e7), retryEvery: duration(100, 8.64e7) }),
});
const memory = some({ warn: orNull(size(2 ** 20, 2 ** 30)), restart: orNull(size(2 ** 30, 2 ** 40)) });
const log = some({ maxSize: size(1024, 2 ** 40), keep: count(0, 10_000), maxAge: duration(1000, 3.1e11) });
const env = fc
  .dictionary(
    fc.stringMatching(/^[A-Za-z_]\w{0,8}$/).filter((name) => !name.startsWith("IMAGESERVING_")),
    text,
    { maxKeys: 4 },
  )
  .map((value) => {
    const { __proto__: _, ...rest } = value;
    return rest;
  });

const component = some(
  {
    title: orNull(title),
    command,
    env,
    cwd: orNull(fc.constantFrom("x", "/srv", "../y z", "ü")),
    user: orNull(fc.constantFrom("tomcat", "null", "é")),
    ready: orNull(ready),
    live: orNull(live),
    stop: some({ signal, timeout: duration(0, 3.6e6), dump: orNull(signal) }),
    restart,
    memory,
    log,
  },
  ["command"],
);

const componentName = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
  fc.constantFrom("constructor", "true", "null", "y", "no", "is", "valueof"),
);

/** Components of which each may need those before it. */
const components = fc
  .uniqueArray(fc.tuple(componentName, component, fc.array(fc.nat(), { maxLength: 3 })), {
    selector: ([name]) => name,
    minLength: 1,
    maxLength: 4,
  })
  .map((all) =>
    Object.fromEntries(
      all.map(([name, keys, needs], index) => {
        const after = [...new Set(needs.map((need) => need % Math.max(index, 1)))]
          .filter((need) => need < index)
          .map((need) => all[need]?.[0]);
        return [name, after.length === 0 ? keys : { ...(keys as object), after }];
      }),
    ),
  );

const tls = fc.record({ cert: path, key: path, ca: path });
const listen = fc.oneof(
  fc.record({ address: endpoint, tls }),
  some({ address: port.map((number) => `127.0.0.1:${number}`), tls: orNull(tls) }, ["address"]),
);

/** Valid configurations as data. */
export const configurations = some(
  {
    host: fc.constantFrom("node3", "NODE-3.ams", "7", "null"),
    listen: orNull(listen),
    socket: some({ group: orNull(fc.constantFrom("ops", "0")) }),
    components,
  },
  ["components"],
);

/** Valid configurations as texts, in many ways of writing YAML. */
export const configurationTexts = fc
  .tuple(
    configurations,
    fc.record({
      collectionStyle: fc.constantFrom("any" as const, "flow" as const, "block" as const),
      defaultStringType: fc.constantFrom("PLAIN" as const, "QUOTE_DOUBLE" as const, "QUOTE_SINGLE" as const),
      defaultKeyType: fc.constant("PLAIN" as const),
      aliasDuplicateObjects: fc.boolean(),
      lineWidth: fc.constantFrom(0, 40, 80),
    }),
  )
  .map(([value, options]) => stringify(value, options));
