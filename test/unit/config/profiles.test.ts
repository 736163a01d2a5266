import { describe, expect, test } from "vitest";
import { demoProfile } from "../../../src/config/demo-profile.ts";
import { effectiveYaml } from "../../../src/config/effective-config.ts";
import { IMAGE_SERVING_PLACES, imageServingProfile } from "../../../src/config/image-serving-profile.ts";
import type { ComponentName } from "../../../src/core/names.ts";
import { load, parse, problemsOf } from "./parsing.ts";

const PORTS = { is: 27345, svg: 27346, ps: 8080 };
const demo = (node = "/usr/bin/node", stack = "/opt/imageserving/stack") => demoProfile({ node, stack, ports: PORTS });
const get = (text: string, name: string) => parse(text).components.get(name as ComponentName);

describe.each([
  ["demo", demo()],
  ["image-serving", imageServingProfile(IMAGE_SERVING_PLACES)],
])("%s", (_, text) => {
  test("is valid, and needs no user and no network", () => {
    expect(problemsOf(text)).toEqual([]);
    expect(parse(text).listen).toBeNull();
    expect([...parse(text).components.values()].map(({ user }) => user)).toEqual([null, null, null]);
  });

  test("has the three components in the order of their start", () => {
    expect([...parse(text).components.values()].map(({ name, title, after }) => [name, title, after])).toEqual([
      ["is", "Image Server", []],
      ["svg", "SVG Server", []],
      ["ps", "Platform Server", ["is", "svg"]],
    ]);
  });

  test("proves is through ps, and watches that", () => {
    const probe = { kind: "http", url: "http://127.0.0.1:8080/is/image", status: 200, body: "imageServer" };
    expect(get(text, "ps")?.ready?.probe).toEqual(probe);
    expect(get(text, "ps")?.live).toMatchObject({ probe, action: "report" });
    expect(get(text, "ps")?.stop.dump).toBe("QUIT");
  });

  test("fits a screen", () => expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(145));

  test("shows as an effective configuration", () => expect(load(effectiveYaml(load(text))).config).toEqual(parse(text)));
});

test("demo: the programs of the stack with their ports", () => {
  expect([...parse(demo()).components.values()].map(({ command }) => command.join(" "))).toEqual([
    "/usr/bin/node /opt/imageserving/stack/is.mjs --port 27345",
    "/usr/bin/node /opt/imageserving/stack/svg.mjs --port 27346",
    "/usr/bin/node /opt/imageserving/stack/ps.mjs --port 8080 --is 127.0.0.1:27345 --svg 127.0.0.1:27346",
  ]);
  expect(get(demo(), "is")?.ready?.probe).toEqual({
    kind: "http",
    url: "http://127.0.0.1:27345/health",
    status: 200,
    body: null,
  });
});

test.each(["/opt/my node/bin", '/a"b', "/a'b: #c", "/[x], {y}", "/ünï\tcode", "/line\nbreak", "/%TAG"])(
  "demo: a path may be %j",
  (folder) => {
    const text = demo(`${folder}/node`, folder);
    expect(get(text, "is")?.command).toEqual([`${folder}/node`, `${folder}/is.mjs`, "--port", "27345"]);
  },
);

test.each(["/srv/my images", '/a"b', "/line\nbreak"])("image-serving: a path may be %j", (folder) => {
  const text = imageServingProfile({ catalinaBase: folder, images: folder });
  expect(get(text, "ps")?.env.CATALINA_BASE).toBe(folder);
  expect(get(text, "is")?.env.FILESYSTEM_PREFIX).toBe(`${folder}/`);
});

test("image-serving: the programs of Debian, with a start that may take minutes", () => {
  const text = imageServingProfile(IMAGE_SERVING_PLACES);
  expect([...parse(text).components.values()].map(({ command }) => command[0])).toEqual([
    "/usr/lib/iipimage-server/iipsrv.fcgi",
    "/usr/bin/socat",
    "/usr/share/tomcat10/bin/catalina.sh",
  ]);
  expect(get(text, "ps")?.ready?.timeout).toBe(180_000);
  expect(get(text, "ps")?.env.CATALINA_OPTS).toContain("EXIT_ON_INIT_FAILURE=true");
});

test("image-serving: what it offers in comments is valid too", () => {
  const text = imageServingProfile(IMAGE_SERVING_PLACES).replaceAll(
    /^( *)# ((?:host|listen|socket|user| {2}address| {2}tls):)/gm,
    "$1$2",
  );
  expect(problemsOf(text)).toEqual([]);
  expect(parse(text)).toMatchObject({ host: "node3", listen: { host: "0.0.0.0" }, socket: { group: "operators" } });
});
