import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StackProcess } from "./stack-process.ts";

const TIMEOUT = { timeout: 10_000 };
const NS = 'xmlns="http://www.w3.org/2000/svg"';
const RED = `<svg ${NS} width="40" height="20"><rect width="40" height="20" fill="red"/></svg>`;

let svg: StackProcess;
beforeAll(async () => {
  svg = await StackProcess.ready("svg");
}, 10_000);
afterAll(async () => svg?.[Symbol.asyncDispose]());

function post(body: string | Uint8Array<ArrayBuffer>, query = ""): Promise<Response> {
  return svg.get(`/render${query}`, { method: "POST", body });
}

async function pngOf(response: Response) {
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/png"]);
  return sharp(Buffer.from(await response.arrayBuffer()));
}

async function sizeOf(response: Response) {
  const { width, height, format } = await (await pngOf(response)).metadata();
  expect(format).toBe("png");
  return [width, height];
}

describe("drawings of the folder", () => {
  test.each([
    ["", [240, 120]],
    ["&wid=480", [480, 240]],
    ["&hei=30", [60, 30]],
    ["&wid=100&hei=100&fmt=png", [100, 50]],
  ])("logo%s", TIMEOUT, async (query, size) => {
    expect(await sizeOf(await svg.get(`/render?name=logo${query}`))).toEqual(size);
  });

  test("the logo is really drawn", TIMEOUT, async () => {
    const png = await pngOf(await svg.get("/render?name=logo"));
    const { data, info } = await png.raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4).subarray(0, 4)];
    expect(at(138, 60)).toEqual([15, 23, 42, 255]);
    expect(at(2, 2)).toEqual([0, 0, 0, 0]);
  });

  test.each(["photo", "logo.svg", "../images/logo"])("404 for %s", TIMEOUT, async (name) => {
    const response = await svg.get(`/render?name=${encodeURIComponent(name)}`);
    expect([response.status, await response.text()]).toEqual([404, `no image "${name}" here; there are: logo\n`]);
  });
});

describe("drawings that are sent", () => {
  test("are rendered in the colour and size that was asked for", TIMEOUT, async () => {
    expect(await sizeOf(await post(RED))).toEqual([40, 20]);
    const png = await pngOf(await post(RED, "?wid=80"));
    const { data, info } = await png.raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, ...data.subarray(0, 4)]).toEqual([80, 40, 255, 0, 0, 255]);
  });

  test.each([
    ["20000", "1000", [4000, 200]],
    ["5", "40000", [1, 4000]],
  ])("%s x %s is bounded", TIMEOUT, async (width, height, size) => {
    expect(await sizeOf(await post(`<svg ${NS} width="${width}" height="${height}"/>`))).toEqual(size);
  });

  test.each([
    ["not a drawing", "hello"],
    ["empty", ""],
    ["a file of this machine", `<svg ${NS}><image href="/tmp/x.png"/></svg>`],
    ["the same under another prefix", `<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:feImage href="/tmp/x.png"/></s:svg>`],
    ["an entity", `<!DOCTYPE svg [<!ENTITY e "x">]><svg ${NS}>&e;</svg>`],
  ])("400 for %s", TIMEOUT, async (_what, body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/^(the drawing cannot be rendered: |a drawing that is sent may hold neither)/);
  });

  test("400 for a format or size that cannot be", TIMEOUT, async () => {
    expect((await post(RED, "?fmt=jpeg")).status).toBe(400);
    expect((await post(RED, "?wid=4001")).status).toBe(400);
  });

  test("1 MiB is taken, one byte more is not", TIMEOUT, async () => {
    const padded = (bytes: number) => Buffer.from(RED.padEnd(bytes, " "));
    expect((await post(padded(2 ** 20))).status).toBe(200);
    const response = await post(padded(2 ** 20 + 1));
    expect([response.status, await response.text()]).toEqual([413, "the body has 1048577 bytes, at most 1048576 are taken\n"]);
  });
});

test("health", TIMEOUT, async () => {
  expect(await (await svg.get("/health")).json()).toMatchObject({ server: "svg", pid: svg.pid });
});
