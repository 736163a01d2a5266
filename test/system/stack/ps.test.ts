import sharp from "sharp";
import { expect, test } from "vitest";
import { StackProcess } from "./stack-process.ts";

const TIMEOUT = { timeout: 15_000 };

/** The three of them, connected. */
class Stack implements AsyncDisposable {
  private constructor(
    readonly is: StackProcess,
    readonly svg: StackProcess,
    readonly ps: StackProcess,
  ) {}

  static async ready(): Promise<Stack> {
    const [is, svg] = await Promise.all([StackProcess.ready("is"), StackProcess.ready("svg")]);
    return new Stack(is, svg, await StackProcess.ready("ps", "--is", is.origin, "--svg", svg.origin));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.is, this.svg, this.ps].map((one) => one[Symbol.asyncDispose]()));
  }
}

/** The lines of the health page that monitors look at. */
async function alive(ps: StackProcess): Promise<string[]> {
  const response = await ps.get("/is/image");
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
  const page = await response.text();
  const lines = page.split("\n").filter((line) => /^(imageServer|svgServer)/.test(line));
  // Monitors that look for the word anywhere must not be misled either.
  expect(page.includes("imageServer")).toBe(lines.some((line) => line.startsWith("imageServer")));
  return lines.map((line) => line.split(" ").slice(0, 2).join(" "));
}

test("bitmaps come from is, drawings from svg", TIMEOUT, async () => {
  await using stack = await Stack.ready();
  for (const [path, type, size] of [
    ["photo?wid=90", "image/jpeg", [90, 60]],
    ["photo?hei=40&fmt=webp&other=1", "image/webp", [60, 40]],
    ["logo?wid=60", "image/png", [60, 30]],
  ] as const) {
    const response = await stack.ps.get(`/is/image/${path}`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
    const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    expect([width, height]).toEqual(size);
  }
});

test("an image is kept, has an ETag, and is not sent again to who has it", TIMEOUT, async () => {
  await using stack = await Stack.ready();
  const first = await stack.ps.get("/is/image/photo?wid=90");
  const second = await stack.ps.get("/is/image/photo?wid=90");
  expect([first, second].map(({ headers }) => headers.get("x-cache"))).toEqual(["miss", "hit"]);
  expect(first.headers.get("cache-control")).toBe("public, max-age=60");
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  expect(Buffer.from(await second.arrayBuffer())).toEqual(Buffer.from(await first.arrayBuffer()));
  const third = await stack.ps.get("/is/image/photo?wid=90", { headers: { "If-None-Match": etag } });
  expect([third.status, third.headers.get("etag"), await third.text()]).toEqual([304, etag, ""]);
  expect(third.headers.get("content-length")).toBeNull();
  await stack.ps.said(/photo\?wid=90 304 0 B /);
  const other = await stack.ps.get("/is/image/photo?wid=91");
  expect(other.headers.get("etag")).not.toBe(etag);
});

test("what is asked wrongly is refused with the reason", TIMEOUT, async () => {
  await using stack = await Stack.ready();
  for (const [path, status, text] of [
    ["/is/image/nope", 404, 'no image "nope"'],
    ["/is/image/..%2F..%2FREADME", 404, 'no image "../../README"'],
    ["/is/image/%E0", 400, "the name cannot be read"],
    ["/is/image/photo?wid=abc", 400, 'wid must be a whole number from 1 to 4000, not "abc"'],
    ["/is/image/photo&name=shapes", 404, 'no image "photo&name=shapes"'],
    ["/is/other/photo", 404, "no such page: /is/other/photo"],
  ] as const) {
    const response = await stack.ps.get(path);
    expect([response.status, (await response.text()).trim()]).toEqual([status, text]);
  }
});

test("the health page names the image server while it lives, and only then", TIMEOUT, async () => {
  await using stack = await Stack.ready();
  const { is, svg, ps } = stack;
  expect(await alive(ps)).toEqual([`imageServer ${is.origin}`, `svgServer ${svg.origin}`]);

  is.kill("SIGKILL");
  await is.exited;
  expect(await alive(ps)).toEqual([`svgServer ${svg.origin}`]);
  const photo = await ps.get("/is/image/photo?wid=90");
  expect(photo.status).toBe(502);
  expect(await photo.text()).toBe(`the image server ${is.origin} does not answer: ECONNREFUSED\n`);
  expect((await ps.get("/is/image/logo?wid=60")).status).toBe(200);

  await using _again = await StackProcess.ready("is", "--port", `${is.port}`);
  expect(await alive(ps)).toEqual([`imageServer ${is.origin}`, `svgServer ${svg.origin}`]);
  expect((await ps.get("/is/image/photo?wid=90")).status).toBe(200);
});

test("an image server that hangs is not alive, and does not hold up the page", TIMEOUT, async () => {
  await using stack = await Stack.ready();
  stack.is.kill("SIGSTOP");
  expect(await alive(stack.ps)).toEqual([`svgServer ${stack.svg.origin}`]);
  stack.is.kill("SIGCONT");
  expect(await alive(stack.ps)).toHaveLength(2);
});

test("another server on the port of is does not pass for it", TIMEOUT, async () => {
  await using svg = await StackProcess.ready("svg");
  await using ps = await StackProcess.ready("ps", "--is", svg.origin, "--svg", svg.origin);
  expect(await alive(ps)).toEqual([`svgServer ${svg.origin}`]);
  expect(await (await ps.get("/is/image")).text()).toContain(`the image server ${svg.origin} is another server`);
});

test("with svg down a name that is does not know is a 502: it may be a drawing", TIMEOUT, async () => {
  await using stack = await Stack.ready();
  stack.svg.kill("SIGKILL");
  await stack.svg.exited;
  expect((await stack.ps.get("/is/image/photo?wid=90")).status).toBe(200);
  const logo = await stack.ps.get("/is/image/logo");
  expect([logo.status, await logo.text()]).toEqual([502, `the SVG server ${stack.svg.origin} does not answer: ECONNREFUSED\n`]);
});
