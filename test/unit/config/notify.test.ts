import { describe, expect, test } from "vitest";
import { configTree } from "../../../src/config/config-tree.ts";
import { redactConfig } from "../../../src/config/redact-config.ts";
import { NOTIFICATION_EVENTS, USUAL_EVENTS } from "../../../src/core/notification.ts";
import { parse, problemsOf } from "./parsing.ts";

const IS = "components: { is: { command: [run] }, ps: { command: [run] } }";
const withNotify = (text: string) => `notify: ${text}\n${IS}`;
const withMetrics = (text: string) => `metrics: ${text}\n${IS}`;
const said = (text: string) => problemsOf(text).map(({ line, column, message }) => `${line}:${column} ${message}`);

describe("notify", () => {
  test("an address is enough; everything else has its default", () =>
    expect(parse(withNotify("{ pager: { http: 'https://a/x?y=%h' } }")).notify).toEqual([
      {
        name: "pager",
        on: USUAL_EVENTS,
        components: [],
        way: { kind: "http", url: "https://a/x?y=%h", method: "POST", status: null, timeout: 10_000 },
        retries: 3,
        rate: { most: 10, per: 60_000 },
      },
    ]));

  test("a program is found from the folder of the file, and lists lose what is there twice", () => {
    const text =
      "{ mail: { command: [./page, '%h'], on: [failed, failed], components: [ps, ps], rate: { most: 1 }, timeout: 1m } }";
    expect(parse(withNotify(text)).notify).toMatchObject([
      {
        on: ["failed"],
        components: ["ps"],
        way: { kind: "command", command: ["/etc/imageserving/page", "%h"], folder: "/etc/imageserving", timeout: 60_000 },
        rate: { most: 1, per: 60_000 },
      },
    ]);
  });

  test("it is no part of the hash, as nothing of it is one of the components", () =>
    expect(parse(withNotify("{ pager: { http: http://a } }")).hash).toBe(parse(IS).hash));

  test.each<[string, string]>([
    ["{ pager: {} }", "1:11 notify.pager: says not what to do; write one of command and http"],
    [
      "{ pager: { http: http://a, command: [x] } }",
      "1:20 notify.pager.http: one is enough, and command is there already; remove one",
    ],
    [
      "{ Pager: { http: http://a } }",
      "1:11 notify.Pager: is not a name for a notification; write a small letter, then up to 31 small letters, digits or dashes",
    ],
    [
      "{ p: { http: 'https://u:p@a/' } }",
      "1:22 notify.p.http: must not hold a user or password; write a command that reads them where only its user can",
    ],
    [
      "{ p: { http: http://a, on: [failled] } }",
      `1:37 notify.p.on[0]: "failled" is not one of ${NOTIFICATION_EVENTS.join(", ")}; did you mean failed?`,
    ],
    [
      "{ p: { http: http://a, on: [] } }",
      `1:36 notify.p.on: is empty, so nothing would ever be told; write some of ${NOTIFICATION_EVENTS.join(", ")}`,
    ],
    [
      "{ p: { http: http://a, components: [iss] } }",
      '1:45 notify.p.components[0]: there is no component "iss"; did you mean is?',
    ],
    [
      "{ p: { http: http://a, method: GET } }",
      '1:40 notify.p.method: "GET" is not one of POST, PUT, PATCH; write one of POST, PUT, PATCH',
    ],
    ["{ p: { command: [x], status: 200 } }", "1:30 notify.p.status: is for http only; remove it"],
    ["{ p: { http: http://a, timeout: 2m } }", "1:41 notify.p.timeout: 2m is out of range; write something from 100ms to 1m"],
    [
      "{ p: { http: http://a, rate: { most: 0 } } }",
      "1:46 notify.p.rate.most: 0 is out of range; write something from 1 to 1000",
    ],
    [
      "{ p: { http: http://a, retry: 3 } }",
      "1:32 notify.p.retry: unknown key; known here: command, http, method, status, on, components, timeout, retries, rate",
    ],
  ])("%s", (text, problem) => expect(said(withNotify(text))).toEqual([problem]));

  test("more than 32 are a mistake", () => {
    const many = Array.from({ length: 33 }, (_, at) => `n${at}: { http: http://a }`).join(", ");
    expect(said(withNotify(`{ ${many} }`))).toEqual([
      expect.stringContaining("notify.n32: there are more than 32 notifications"),
    ]);
  });
});

describe("metrics", () => {
  test("a loopback address is enough", () =>
    expect(parse(withMetrics("{ address: 127.0.0.1:9912 }")).metrics).toEqual({
      host: "127.0.0.1",
      port: 9912,
      tls: null,
      plain: false,
    }));

  test("others may read it with TLS, or where the file says that it is meant", () => {
    const tls = "{ cert: a.crt, key: a.key, ca: ca.crt }";
    expect(parse(withMetrics(`{ address: 0.0.0.0:9912, tls: ${tls} }`)).metrics?.tls).toMatchObject({
      cert: "/etc/imageserving/a.crt",
    });
    expect(parse(withMetrics("{ address: 0.0.0.0:9912, plain: true }")).metrics?.plain).toBe(true);
    expect(said(withMetrics("{ address: 0.0.0.0:9912 }"))).toEqual([
      expect.stringMatching(/^1:21 metrics\.address: other machines can reach/),
    ]);
    expect(said(withMetrics(`{ address: 0.0.0.0:9912, plain: true, tls: ${tls} }`))).toEqual([
      "1:35 metrics.plain: does not go with tls; remove one of them",
    ]);
    expect(said(withMetrics("{ address: 127.0.0.1:1, plain: yes }"))).toEqual([
      '1:41 metrics.plain: "yes" is not true or false; write true or false',
    ]);
  });
});

describe("without its secrets", () => {
  const shown = (text: string) => redactConfig(configTree(parse(withNotify(text))))["notify"];

  test("of an address where it leads stays", () => {
    const text = "{ slack: { http: 'https://hooks.example.com/T0/SECRET?t=SECRET' } }";
    expect(shown(text)).toMatchObject({ slack: { http: "https://hooks.example.com/(removed)", method: "POST" } });
    expect(JSON.stringify(shown(text))).not.toContain("SECRET");
  });

  test("an address without a path has nothing to hide", () =>
    expect(shown("{ a: { http: 'http://127.0.0.1:8081' }, b: { http: http://h/ } }")).toMatchObject({
      a: { http: "http://127.0.0.1:8081" },
      b: { http: "http://h/" },
    }));
});
