import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectFleet, type FleetConnections } from "../../../src/cli/fleet/connect-fleet.ts";
import { readTargets, type Targets } from "../../../src/cli/fleet/targets.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { createAuthority } from "../../../src/pki/create-authority.ts";
import { TestAuthority } from "../../helpers/authority.ts";
import { choicesFor } from "./choices-for.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const timeout = 20_000;
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "is-connect-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const { terminal } = fakeTerminal({ clock: systemClock });

/** Gets ready to call all hosts of an inventory. */
async function connect(inventory: string, line = "--all"): Promise<FleetConnections> {
  writeFileSync(join(home, "fleet.yaml"), inventory);
  const choices = choicesFor(`--home ${home} ${line}`, terminal);
  return await connectFleet((await readTargets(choices, terminal)) as Targets, choices, terminal);
}

const withTls = ({ cert, key, ca }: { readonly cert: string; readonly key: string; readonly ca: string }): string =>
  `tls:\n  cert: ${cert}\n  key: ${key}\n  ca: ${ca}\nhosts: { node3: }\n`;

test("without TLS only loopback addresses are called, and all others are named in one go", async () => {
  const inventory = `hosts:
  here1: { address: 127.0.0.3 }
  here2: { address: "[::1]:7" }
  here3: { address: localhost }
  node[01-20]: { address: "%h.example.com" }
  near: { address: 192.0.2.4:77 }
`;
  await expect(connect(inventory)).rejects.toMatchObject({
    fault: { code: "INVALID_CONFIG", problems: [{ file: join(home, "fleet.yaml"), line: 2 }] },
  });
  await expect(connect(inventory)).rejects.toThrow(
    "near,node[01-20]: without TLS only loopback addresses are called, not node01.example.com:9910 and others; add tls:",
  );
  await expect(connect(inventory, "-H near")).rejects.toThrow(
    "near: without TLS only loopback addresses are called, not 192.0.2.4:77;",
  );
  expect((await connect(inventory, "-H here*")).warnings).toEqual([]);
});

test("files that cannot be used are told in one go, where the inventory names them", { timeout }, async () => {
  writeFileSync(join(home, "bad.crt"), "no certificate");
  const missing = withTls({ cert: "none.crt", key: "none.key", ca: "bad.crt" });
  const error = await connect(missing).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    fault: {
      code: "INVALID_CONFIG",
      problems: [
        { line: 2, column: 9 },
        { line: 3, column: 8 },
      ],
    },
  });
  expect((error as Error).message).toContain(`tls.key: ${join(home, "none.key")} does not exist`);
  await expect(connect(withTls({ cert: "bad.crt", key: "bad.crt", ca: "bad.crt" }))).rejects.toThrow(
    `fleet.yaml:2:9: tls.cert: ${join(home, "bad.crt")} holds no certificate in PEM form`,
  );
  using authority = await TestAuthority.make();
  await authority.issue("operator", "alice");
  await authority.issue("operator", "bob");
  const alice = authority.tlsOf("alice");
  await expect(connect(withTls({ ...alice, ca: "bad.crt" }))).rejects.toMatchObject({
    fault: { code: "INVALID_CONFIG", problems: [{ line: 4, column: 7 }] },
  });
  await expect(connect(withTls({ ...alice, key: authority.tlsOf("bob").key }))).rejects.toMatchObject({
    fault: { code: "INVALID_CONFIG", problems: [{ line: 2, message: expect.stringContaining("cert and key must be a pair") }] },
  });
});

test("a certificate that agents would refuse ends it before anything is sent, with the reason", { timeout }, async () => {
  using authority = await TestAuthority.make();
  await authority.issue("operator", "late", { endsInDays: -3 });
  await authority.issue("operator", "early", { beginsInDays: 3 });
  await authority.issue("agent", "node3");
  for (const [name, reason] of [
    ["late", "expired at"],
    ["early", "is the clock right?"],
    ["node3", "it is the certificate of agent node3, which cannot be used to call"],
  ] as const) {
    const error = await connect(withTls(authority.tlsOf(name))).catch((problem: unknown) => problem);
    expect(error).toMatchObject({ fault: { code: "PERMISSION_DENIED" } });
    expect((error as Error).message).toContain(`fleet.yaml:2:9: tls.cert: ${authority.path(`${name}.crt`)}: `);
    expect((error as Error).message).toContain(reason);
    expect((error as Error).message).toContain("; no host was contacted");
  }
});

test("so does an authority that has expired, unless it is one of several", { timeout }, async () => {
  using authority = await TestAuthority.make();
  await authority.issue("operator", "alice");
  const [now, notAfter] = [new Date(Date.now() - 10 * 86_400_000), new Date(Date.now() - 86_400_000)];
  const { certificate } = await createAuthority({ now, notAfter });
  authority.write("old.crt", certificate);
  await expect(connect(withTls({ ...authority.tlsOf("alice"), ca: authority.path("old.crt") }))).rejects.toThrow(
    /fleet\.yaml:4:7: tls\.ca: .*old\.crt: expired at .*; no host was contacted/,
  );
  authority.write("both.crt", `${certificate}${authority.ca}`);
  expect((await connect(withTls({ ...authority.tlsOf("alice"), ca: authority.path("both.crt") }))).warnings).toEqual([]);
});

test("what will be wrong soon, and a key that all can read, are warnings", { timeout }, async () => {
  using authority = await TestAuthority.make();
  await authority.issue("operator", "alice");
  expect((await connect(withTls(authority.tlsOf("alice")))).warnings).toEqual([]);
  await authority.issue("operator", "alice", { endsInDays: 3 });
  chmodSync(authority.path("alice.key"), 0o644);
  expect((await connect(withTls(authority.tlsOf("alice")))).warnings).toEqual([
    expect.stringMatching(/alice\.crt: expires at .*, in 2d 23h; issue a new one/),
    expect.stringMatching(/alice\.key is your private key, and every user .* chmod 600 .*alice\.key$/),
  ]);
});
