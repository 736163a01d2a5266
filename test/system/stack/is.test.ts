import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StackProcess } from "./stack-process.ts";

const TIMEOUT = { timeout: 10_000 };
const PHOTO = fileURLToPath(new URL("../../../examples/stack/images/photo.jpg", import.meta.url));

let is: StackProcess;
beforeAll(async () => {
  is = await StackProcess.ready("is");
}, 10_000);
afterAll(async () => is?.[Symbol.asyncDispose]());

async function resized(query: string) {
  const response = await is.get(`/resize?${query}`);
  expect(response.status).toBe(200);
  const body = Buffer.from(await response.arrayBuffer());
  const { width, height, format } = await sharp(body).metadata();
  return { type: response.headers.get("content-type"), width, height, format, body };
}

describe("resize", () => {
  test.each([
    ["name=photo&wid=300", 300, 200],
    ["name=photo&hei=100", 150, 100],
    ["name=photo&wid=300&hei=300", 300, 200],
    ["name=photo&wid=3000&hei=50", 75, 50],
    ["name=photo", 1200, 800],
    ["name=shapes&wid=1280", 1280, 960],
    ["name=photo&wid=4000", 4000, 2667],
    ["name=photo&wid=1", 1, 1],
  ])("%s is %i x %i", TIMEOUT, async (query, width, height) => {
    expect(await resized(query)).toMatchObject({ width, height, format: "jpeg", type: "image/jpeg" });
  });

  test.each([
    ["jpeg", "jpeg"],
    ["png", "png"],
    ["webp", "webp"],
    ["avif", "heif"],
  ])("fmt=%s", TIMEOUT, async (fmt, format) => {
    expect(await resized(`name=shapes&wid=64&fmt=${fmt}`)).toMatchObject({ width: 64, height: 48, format, type: `image/${fmt}` });
  });

  test("what is transparent becomes white in a JPEG", TIMEOUT, async () => {
    const { body } = await resized("name=shapes&wid=64");
    const data = await sharp(body).extract({ left: 0, top: 0, width: 1, height: 1 }).raw().toBuffer();
    expect(Math.min(...data)).toBeGreaterThan(240);
  });

  test("HEAD has the head of GET and no body", TIMEOUT, async () => {
    const response = await is.get("/resize?name=photo&wid=30", { method: "HEAD" });
    expect(response.headers.get("content-type")).toBe("image/jpeg");
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(100);
    expect(await response.text()).toBe("");
  });
});

describe("refusals", () => {
  test.each([
    ["wid=0", 'wid must be a whole number from 1 to 4000, not "0"'],
    ["wid=4001", 'wid must be a whole number from 1 to 4000, not "4001"'],
    ["hei=-5", 'hei must be a whole number from 1 to 4000, not "-5"'],
    ["hei=1e3", 'hei must be a whole number from 1 to 4000, not "1e3"'],
    ["wid=", 'wid must be a whole number from 1 to 4000, not ""'],
    ["fmt=gif", 'fmt must be one of jpeg, png, webp, avif, not "gif"'],
    ["fmt=constructor", 'fmt must be one of jpeg, png, webp, avif, not "constructor"'],
  ])("400 for %s", TIMEOUT, async (query, message) => {
    const response = await is.get(`/resize?name=photo&${query}`);
    expect([response.status, await response.text()]).toEqual([400, `${message}\n`]);
  });

  test("400 without a name", TIMEOUT, async () => {
    const response = await is.get("/resize");
    expect([response.status, await response.text()]).toEqual([400, "name is missing\n"]);
  });

  test.each(["nope", "logo", "photo.jpg", "../images/photo", "..%2Fimages%2Fphoto", "/etc/passwd", "photo%00", "constructor"])(
    "404 for name %s",
    TIMEOUT,
    async (name) => {
      const response = await is.get(`/resize?name=${name}`);
      expect(response.status).toBe(404);
      expect(await response.text()).toMatch(/there are: photo, shapes\n$/);
    },
  );

  test("404 for a page that does not exist, 405 for a method that does not", TIMEOUT, async () => {
    expect((await is.get("/")).status).toBe(404);
    expect((await is.get("/constructor")).status).toBe(404);
    expect((await is.get("/resize?name=photo", { method: "DELETE" })).status).toBe(405);
  });
});

test("health tells version, pid and how many answers were sent, itself apart", TIMEOUT, async () => {
  await using fresh = await StackProcess.ready("is");
  await (await fresh.get("/resize?name=photo&wid=8")).arrayBuffer();
  await (await fresh.get("/health")).text();
  await fresh.said(/GET \/health 200/);
  const health = await (await fresh.get("/health")).json();
  expect(health).toMatchObject({ server: "is", version: expect.stringMatching(/^\d+\.\d+\.\d+$/), pid: fresh.pid, requests: 1 });
});

test("another folder, whose images may change while it runs", TIMEOUT, async () => {
  const folder = await mkdtemp(join(tmpdir(), "stack-"));
  try {
    await using fresh = await StackProcess.ready("is", "--images", folder);
    expect((await fresh.get("/resize?name=new")).status).toBe(404);
    await copyFile(PHOTO, join(folder, "new.jpg"));
    expect((await fresh.get("/resize?name=new&wid=8")).status).toBe(200);
    await sharp(PHOTO).withMetadata({ orientation: 6 }).toFile(join(folder, "turned.jpg"));
    const turned = await (await fresh.get("/resize?name=turned&wid=40")).arrayBuffer();
    expect(await sharp(turned).metadata()).toMatchObject({ width: 40, height: 60 });
  } finally {
    await rm(folder, { recursive: true });
  }
});
