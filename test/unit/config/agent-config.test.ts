import { describe, expect, test } from "vitest";
import { parseAgentConfig } from "../../../src/config/parse-agent-config.ts";
import { describeProblem, isFault } from "../../../src/core/fault.ts";
import { component, FACTS, FILE, load, parse, problemsOf } from "./parsing.ts";

test("one command is enough; everything else has its default", () => {
  const config = parse("components: { is: { command: [run] } }");
  expect({ ...config, components: [...config.components], hash: "" }).toEqual({
    file: FILE,
    host: "box1",
    listen: null,
    socket: { group: null },
    metrics: null,
    notify: [],
    hash: "",
    components: [
      [
        "is",
        {
          name: "is",
          title: "is",
          command: ["run"],
          env: {},
          cwd: "/etc/imageserving",
          user: null,
          after: [],
          ready: null,
          live: null,
          stop: { signal: "TERM", timeout: 60_000, dump: null },
          restart: {
            policy: "always",
            backoff: { initial: 1_000, max: 60_000 },
            steadyAfter: 30_000,
            crashLoop: { failures: 5, within: 60_000, retryEvery: 60_000 },
          },
          memory: { warn: null, restart: null },
          log: { maxSize: 64 * 2 ** 20, keep: 10, maxAge: 864_000_000 },
        },
      ],
    ],
  });
});

test("a probe alone has the defaults of ready and of live", () => {
  expect(component("ready: { tcp: 127.0.0.1:1 }").ready).toEqual({
    probe: { kind: "tcp", host: "127.0.0.1", port: 1 },
    interval: 250,
    timeout: 60_000,
    attempt: 5_000,
    recheck: 5_000,
    failures: 2,
    listener: "own",
  });
  expect(component("live: { http: http://h/ }").live).toEqual({
    probe: { kind: "http", url: "http://h/", status: 200, body: null },
    interval: 15_000,
    timeout: 5_000,
    failures: 4,
    action: "report",
  });
});

test("everything can be set", () => {
  const config = parse(`
host: node3
listen: { address: "[::]:9910", tls: { cert: tls/a.crt, key: /k.key, ca: ../ca.crt, denyList: deny } }
socket: { group: operators }
components:
  is:
    title: Image Server
    command: [run, ""]
    env: { A: "1", _b: "x y" }
    cwd: data
    user: tomcat
    ready: { http: "http://127.0.0.1:8080/is?x=1", status: 204, body: "", interval: 10ms, timeout: 1h30m, attempt: 1s, recheck: 2s, failures: 3, listener: any }
    live: { command: [check], interval: 1s, timeout: 1s, failures: 1, action: restart }
    stop: { signal: SIGINT, timeout: 0s, dump: QUIT }
    restart: { policy: never, backoff: { initial: 10ms, max: 24h }, steadyAfter: 0s, crashLoop: { failures: 1, within: 1m, retryEvery: 24h } }
    memory: { warn: 1GiB, restart: 1GiB }
    log: { maxSize: 1.5MB, keep: 0, maxAge: 2d }
`);
  expect(config.host).toBe("node3");
  expect(config.listen).toEqual({
    host: "::",
    port: 9910,
    tls: { cert: "/etc/imageserving/tls/a.crt", key: "/k.key", ca: "/etc/ca.crt", denyList: "/etc/imageserving/deny" },
  });
  expect(config.socket).toEqual({ group: "operators" });
  expect([...config.components.values()]).toEqual([
    {
      name: "is",
      title: "Image Server",
      command: ["run", ""],
      env: { A: "1", _b: "x y" },
      cwd: "/etc/imageserving/data",
      user: "tomcat",
      after: [],
      ready: {
        probe: { kind: "http", url: "http://127.0.0.1:8080/is?x=1", status: 204, body: "" },
        interval: 10,
        timeout: 5_400_000,
        attempt: 1_000,
        recheck: 2_000,
        failures: 3,
        listener: "any",
      },
      live: { probe: { kind: "command", command: ["check"] }, interval: 1_000, timeout: 1_000, failures: 1, action: "restart" },
      stop: { signal: "INT", timeout: 0, dump: "QUIT" },
      restart: {
        policy: "never",
        backoff: { initial: 10, max: 86_400_000 },
        steadyAfter: 0,
        crashLoop: { failures: 1, within: 60_000, retryEvery: 86_400_000 },
      },
      memory: { warn: 2 ** 30, restart: 2 ** 30 },
      log: { maxSize: 1_500_000, keep: 0, maxAge: 172_800_000 },
    },
  ]);
});

describe("reading values", () => {
  test("null is none where the default is none", () => {
    const spec = component(
      "title: null\ncwd: ~\nuser: null\nready: null\nlive: null\nstop: { dump: null }\nmemory: { warn: null, restart: null }",
    );
    expect(spec).toMatchObject({
      title: "x",
      cwd: "/etc/imageserving",
      user: null,
      ready: null,
      live: null,
      memory: { warn: null, restart: null },
    });
    expect(parse("listen: null\nsocket: { group: null }\ncomponents: { a: { command: [b] } }").listen).toBeNull();
  });

  test("a wait may begin at its longest", () => {
    expect(component("restart: { backoff: { initial: 1m, max: 60s } }").restart.backoff).toEqual({
      initial: 60_000,
      max: 60_000,
    });
  });

  test("durations are whole milliseconds", () => {
    expect(component("stop: { timeout: 1.0005s }").stop.timeout).toBe(1001);
  });

  test("yes, on and dates are texts", () => {
    expect(component("env: { A: yes, B: on, C: 2020-01-01, D: 1e, E: 08:30 }").env).toEqual({
      A: "yes",
      B: "on",
      C: "2020-01-01",
      D: "1e",
      E: "08:30",
    });
  });

  test("a %YAML 1.1 directive changes nothing of that", () => {
    expect(
      parse("%YAML 1.1\n---\ncomponents: { a: { command: [b], env: { A: yes } } }").components.values().next().value?.env,
    ).toEqual({ A: "yes" });
  });

  test("names that JavaScript has a use for are names like others", () => {
    const names = ["constructor", "valueof", "tostring", "hasownproperty", "null", "true"];
    const text = names
      .map((name) => `  ${name}: { command: [a], env: { constructor: x, toString: y, hasOwnProperty: z } }`)
      .join("\n");
    const { components } = parse(`components:\n${text}`);
    expect([...components.keys()]).toEqual(names);
    expect([...components.values()][0]?.env).toEqual({ constructor: "x", toString: "y", hasOwnProperty: "z" });
  });

  test("components keep the order of the file", () => {
    expect([...parse("components: { z: { command: [a] }, b: { command: [a] }, m: { command: [a] } }").components.keys()]).toEqual(
      ["z", "b", "m"],
    );
  });

  test("two components may probe the same port, and need the same one", () => {
    const text =
      "components:\n  a: { command: [x], ready: { tcp: h:1 } }\n  b: { command: [x], ready: { tcp: h:1 }, after: [a] }\n  c: { command: [x], after: [a, b] }";
    expect(problemsOf(text)).toEqual([]);
  });
});

describe("aliases and merges", () => {
  test("an alias is what its anchor names", () => {
    expect(
      component("ready: &p { tcp: h:1, failures: 7 }\nlive: { tcp: h:1, failures: 7 }\nenv: { A: &a x, B: *a }").env,
    ).toEqual({ A: "x", B: "x" });
    const { components } = parse("components:\n  a: &a { command: [x], ready: { tcp: h:1 } }\n  b: *a");
    expect([...components.values()].map(({ name, ready }) => [name, ready?.probe])).toEqual([
      ["a", { kind: "tcp", host: "h", port: 1 }],
      ["b", { kind: "tcp", host: "h", port: 1 }],
    ]);
  });

  test("an anchor that is set again counts from there on", () => {
    expect(component("env: { A: &a x, B: *a, C: &a y, D: *a }").env).toEqual({ A: "x", B: "x", C: "y", D: "y" });
  });

  test("own keys win over merged ones, wherever they stand; of several the first wins", () => {
    const { components } = parse(`components:
  a: { command: [x], env: &a { A: a, B: a } }
  b: { command: [x], env: &b { B: b, C: b } }
  c: { command: [x], env: { B: own, <<: *a, C: own } }
  d: { command: [x], env: { <<: [*b, *a], D: d } }
  e: { command: [x], env: { <<: { <<: *a, X: x } } }
`);
    expect([...components.values()].slice(2).map(({ env }) => env)).toEqual([
      { B: "own", A: "a", C: "own" },
      { B: "b", C: "b", A: "a", D: "d" },
      { A: "a", B: "a", X: "x" },
    ]);
  });

  test("a quoted << is a key like any other", () => {
    expect(problemsOf('components: { a: { command: [x], env: { "<<": y } } }').map(({ message }) => message)).toEqual([
      expect.stringContaining("is no name of a variable"),
    ]);
  });
});

describe("listening", () => {
  const listening = (address: string) => `listen: { address: "${address}" }\ncomponents: { a: { command: [b] } }`;

  test.each([
    "127.0.0.1:1",
    "127.9.9.9:65535",
    "localhost:9910",
    "LOCALHOST:9910",
    "[::1]:9910",
    "[0:0:0:0:0:0:0:1]:9910",
    "[::ffff:127.0.0.1]:9910",
  ])("%s needs no TLS", (address) => {
    expect(problemsOf(listening(address))).toEqual([]);
  });

  test.each([
    "0.0.0.0:1",
    "10.0.0.1:1",
    "128.0.0.1:1",
    "127.example.com:1",
    "localhost.example.com:1",
    "[::]:1",
    "[::2]:1",
    "[fe80::1]:1",
    "[::ffff:10.0.0.1]:1",
    "[::127.0.0.1]:1",
  ])("%s needs TLS", (address) => {
    expect(problemsOf(listening(address)).map(({ message }) => message)).toEqual([expect.stringContaining("without TLS")]);
  });
});

describe("the machine's part", () => {
  test("a machine whose name cannot serve needs `host`", () => {
    expect(() => parseAgentConfig("components: { a: { command: [b] } }", FILE, { ...FACTS, hostname: "a b" })).toThrow(
      'host: "a b" is not a host name',
    );
    expect(
      parseAgentConfig("host: c\ncomponents: { a: { command: [b] } }", FILE, { ...FACTS, hostname: "a b" }).config.host,
    ).toBe("c");
  });

  test("a relative file name counts from the working folder", () => {
    const { config } = load("components: { a: { command: [b], cwd: c } }", "some/agent.yaml");
    expect(config.file).toBe(`${process.cwd()}/some/agent.yaml`);
    expect([...config.components.values()][0]?.cwd).toBe(`${process.cwd()}/some/c`);
  });

  test("what only the user of a configuration finds out becomes a problem at its place", () => {
    const loaded = load(
      "listen: { address: 127.0.0.1:1,\n  tls: { cert: a, key: b, ca: c } }\ncomponents: { a: { command: [b] } }",
    );
    expect(describeProblem(loaded.problemAt(["listen", "tls", "key"], "cannot be read"))).toBe(
      `${FILE}:2:24: listen.tls.key: cannot be read`,
    );
    expect(describeProblem(loaded.problemAt(["listen", "tls", "key"], "x", "key"))).toBe(`${FILE}:2:19: listen.tls.key: x`);
    expect(describeProblem(loaded.problemAt(["components", "a", "cwd"], "there is no such folder"))).toBe(
      `${FILE}:3:15: components.a.cwd: there is no such folder`,
    );
    expect(describeProblem(loaded.problemAt(["socket", "group"], "is unknown"))).toBe(`${FILE}:1:1: socket.group: is unknown`);
  });

  test("the fault is INVALID_CONFIG, and its message has a line per problem", () => {
    const error = (() => {
      try {
        return load("a: 1\nb: 2\n");
      } catch (caught) {
        return caught;
      }
    })();
    expect(isFault(error, "INVALID_CONFIG")).toBe(true);
    expect(String((error as Error).message).split("\n")).toHaveLength(3);
  });
});
