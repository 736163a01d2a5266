import { readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Home, type Ran } from "../helpers/home.ts";

// The commands as they are typed; what is in the certificates is for test/unit/pki.

const said = ({ code, stdout, stderr }: Ran) => ({ code, stdout, stderr });

interface PkiHost {
  readonly outcome: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly certificate?: Readonly<Record<string, unknown>>;
  readonly certificates?: readonly Readonly<Record<string, unknown>>[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** The one host in a frame of this command. */
function hostIn({ stdout, code }: Ran, command: string): PkiHost {
  const frame = JSON.parse(stdout) as { readonly hosts: readonly [PkiHost] } & Readonly<Record<string, unknown>>;
  expect(frame).toMatchObject({ schemaVersion: 1, command, exitCode: code, summary: { hosts: 1 } });
  return frame.hosts[0];
}

describe("certificates from nothing", { timeout: 60_000 }, () => {
  test("an authority, an agent and a caller are made, shown, replaced and revoked", async () => {
    await using home = new Home();
    const [pki, ca] = [home.path("pki"), home.path("pki", "ca.crt")];

    const made = await home.run("pki", "init", pki);
    expect(said(made)).toEqual({ code: 0, stdout: expect.stringContaining(`Made an authority: ${ca}`), stderr: "" });
    expect(statSync(home.path("pki", "ca.key")).mode & 0o777).toBe(0o600);
    const again = await home.run("pki", "init", pki);
    expect(said(again)).toEqual({ code: 1, stdout: "", stderr: expect.stringContaining(`${ca}: it exists already`) });

    const agent = hostIn(await home.run("pki", "issue", pki, "agent", "node3", "--address", "::1", "-o", "json"), "pki issue");
    expect(agent).toMatchObject({ outcome: "ok", certificate: { use: "agent", addresses: ["node3", "::1"], troubles: [] } });
    expect(readFileSync(String(agent.files?.key), "utf8")).toContain("BEGIN PRIVATE KEY");

    const issued = await home.run("pki", "issue", pki, "operator", "ann", "--hosts", "node[01-20]", "--components", "is");
    expect(said(issued)).toMatchObject({ code: 0, stderr: "" });
    expect(issued.stdout).toContain("for operator ann, limited to hosts node[01-20] and to components is; it holds until");
    const twice = await home.run("pki", "issue", pki, "operator", "ann");
    expect(said(twice)).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("operator ann --replace") });
    const renewed = await home.run("pki", "issue", pki, "operator", "ann", "--replace");
    expect(said(renewed)).toMatchObject({ code: 0, stdout: expect.stringContaining("limited to hosts node[01-20]") });
    expect(renewed.stderr).toMatch(/stays valid until it expires; to revoke it: ImageServing pki revoke .* ann --former\n$/);

    const former = await home.run("pki", "revoke", pki, "ann", "--former");
    expect(said(former)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Revoked 1 certificate of ann, in .*deny-list: operator /),
    });
    expect(former.stderr).toMatch(/within seconds .* copied\.\n$/);
    expect((await home.run("pki", "show", home.path("pki", "ann.crt"))).stdout).not.toContain("revoked");
    expect(said(await home.run("pki", "revoke", pki, "ann"))).toMatchObject({ code: 0 });
    const nothing = await home.run("pki", "revoke", pki, "ann");
    expect(said(nothing)).toEqual({
      code: 0,
      stdout: expect.stringContaining("Nothing to do: 2 certificates of ann are in"),
      stderr: "",
    });

    const shown = await home.run("pki", "show", home.path("pki", "ann.crt"));
    expect(said(shown)).toMatchObject({ code: 0, stderr: "" });
    expect(shown.stdout).toMatch(/^for +operator ann \(a caller: calls agents\)\nvalid .* \(89 days left\)\n/);
    expect(shown.stdout).toMatch(/\nhosts +node\[01-20\]\ncomponents +is\nerror: revoked: it is in .*deny-list\n$/);
  });

  test("what is wrong is said on stderr, with the exit code of misuse or of failure", async () => {
    await using home = new Home();
    const pki = home.path("pki");
    await home.run("pki", "init", pki, "-q");
    await home.run("pki", "issue", pki, "viewer", "ann", "-q");
    const cases: readonly (readonly [code: number, message: RegExp, ...args: readonly string[]])[] = [
      [2, /missing required argument/, "issue", pki],
      [2, /Allowed choices are agent, viewer, operator, admin/, "issue", pki, "boss", "ann"],
      [2, /--address is where an agent is called/, "issue", pki, "viewer", "bob", "--address", "node3"],
      [2, /--hosts limits callers/, "issue", pki, "agent", "node3", "--hosts", "node3"],
      [2, /column 2: this \[ is not closed/, "issue", pki, "viewer", "bob", "--hosts", "a[1"],
      [2, /It must be a number of days/, "issue", pki, "viewer", "bob", "--days", "0"],
      [2, /cannot be the name/, "issue", pki, "viewer", "../bob"],
      [2, /is the name of no certificate/, "revoke", pki, "../ann"],
      [2, /pki is about this machine alone/, "show", home.path("pki", "ca.crt"), "--host", "node3"],
      [1, /ca\.crt: there is no such file; .*pki init DIR/, "issue", home.path("none"), "viewer", "bob"],
      [1, /no certificate was issued for "anm"; did you mean ann\?/, "revoke", pki, "anm"],
      [1, /none\.crt: there is no such file/, "show", home.path("none.crt")],
      [1, /ca\.key: there is no certificate in it/, "show", home.path("pki", "ca.key")],
    ];
    for (const [code, message, ...args] of cases) {
      const ran = await home.run("pki", ...args);
      expect(said(ran), args.join(" ")).toEqual({ code, stdout: "", stderr: expect.stringMatching(message) });
    }
    const { error } = hostIn(await home.run("pki", "revoke", pki, "bob", "-o", "json"), "pki revoke");
    expect(error).toMatchObject({ code: "BAD_FILE", message: expect.stringContaining('no certificate was issued for "bob"') });
  });

  test("the authority is shown as one, for programs too", async () => {
    await using home = new Home();
    const pki = home.path("pki");
    await home.run("pki", "init", pki, "--days", "10");
    const { certificates } = hostIn(await home.run("pki", "show", home.path("pki", "ca.crt"), "-o", "json"), "pki show");
    expect(certificates).toEqual([
      expect.objectContaining({
        use: "authority",
        kind: null,
        daysLeft: 9,
        troubles: [expect.objectContaining({ severity: "warning" })],
      }),
    ]);
    const yaml = await home.run("pki", "show", home.path("pki", "ca.crt"), "-o", "yaml");
    expect(yaml.stdout).toContain("use: authority");
  });
});
