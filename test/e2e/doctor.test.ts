import { chmodSync, existsSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { hostObjectIn } from "../helpers/frames.ts";
import { Home, played } from "../helpers/home.ts";

test("doctor on a fresh home, with an agent, and with a mistake; support packs it", { timeout: 60_000 }, async () => {
  await using home = new Home({ is: played("", { env: { PLANTED: "hunter2secret" } }) });
  const fresh = await home.run("doctor");
  expect(fresh).toMatchObject({ code: 0, stderr: "" });
  expect(fresh.stdout).toMatch(/checks are well\n$/);
  expect(existsSync(home.path("state"))).toBe(false);

  await home.agent();
  chmodSync(home.path("state"), 0o777);
  const ran = await home.run("doctor", "-o", "json");
  expect(ran).toMatchObject({ code: 1, stderr: "" });
  expect(hostObjectIn({ ...ran, stdout: withoutJumpBox(ran.stdout) })).toMatchObject({
    outcome: "ok",
    findings: expect.arrayContaining([
      expect.objectContaining({
        severity: "error",
        check: "file",
        subject: home.path("state"),
        remedy: expect.stringContaining("chmod o-w"),
      }),
    ]),
  });

  const archive = home.path("s.tar.gz");
  const packed = await home.run("support", "--file", archive);
  expect(packed).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining(`Packed ${archive} (`) });
  expect(statSync(archive).mode & 0o777).toBe(0o600);
  expect((await home.run("config", "show")).stdout).not.toContain("hunter2secret");
  expect((await home.run("config", "show", "--show-secrets")).stdout).toContain("hunter2secret");
});

/** The frame as those of all commands are. */
function withoutJumpBox(text: string): string {
  const { jumpBox, ...frame } = JSON.parse(text);
  expect(jumpBox).toBeNull();
  return JSON.stringify(frame);
}
