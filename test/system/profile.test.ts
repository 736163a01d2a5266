import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort } from "./network.ts";
import { programOf } from "./processes.ts";
import { named, RealHost } from "./real-host.ts";
import { platformServer } from "./servers.ts";

test("the profile that init writes runs Debian's packages, with nothing adapted but folders and ports", async () => {
  await using host = new RealHost();
  expect((await host.command("init", "--profile", "image-serving")).code).toBe(0);
  const images = join(host.folder, "images");
  mkdirSync(images);
  const [is, svg, ps] = [await freePort(), await freePort(), await platformServer(host, {})];
  const adapted = { "27345": is, "27346": svg, "127.0.0.1:8080": `127.0.0.1:${ps.port}`, "/var/lib/imageserving": host.folder };
  const file = join(host.home, "agent.yaml");
  const text = Object.entries(adapted).reduce(
    (yaml, [from, to]) => yaml.replaceAll(from, String(to)),
    readFileSync(file, "utf8"),
  );
  writeFileSync(file, text);

  expect(await host.command("config", "check")).toMatchObject({ code: 0 });
  expect(await host.command("start")).toMatchObject({ code: 0 });
  const { exitCode, components } = await host.status();
  expect(exitCode).toBe(0);
  const programs = ["is", "svg", "ps"].map((name) => programOf(named(components, name).pid));
  expect(programs).toEqual(["iipsrv.fcgi", "socat", "java"]);
  expect(host.log("is")).toContain("IIPImage Server");
  expect(host.log("ps")).toContain("Server startup in");
  expect((await host.command("stop")).code).toBe(0);
});
