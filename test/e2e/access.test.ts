import { join } from "node:path";
import { expect, test } from "vitest";
import { TestAuthority } from "../helpers/authority.ts";
import { freePort } from "../helpers/free-port.ts";
import { Home, played } from "../helpers/home.ts";

const TIMEOUT = { timeout: 60_000 };

/** A host node3 with an agent on the network, all of it made with the commands that operators use. */
class Node3 implements AsyncDisposable {
  readonly home = new Home();
  readonly pki = join(this.home.dir, "pki");
  port = 0;

  static async start(): Promise<Node3> {
    const node3 = new Node3();
    node3.port = await freePort("127.0.0.3");
    await node3.run("pki", "init", node3.pki);
    await node3.issue("agent", "node3", "--address", "127.0.0.3");
    const [cert, key, ca] = [join(node3.pki, "node3.crt"), join(node3.pki, "node3.key"), join(node3.pki, "ca.crt")];
    const listen = { address: `127.0.0.3:${node3.port}`, tls: { cert, key, ca } };
    node3.home.configure({ is: played(), svg: played() }, { host: "node3", listen });
    await node3.home.agent();
    await node3.home.do("start");
    return node3;
  }

  /** Runs a command that is to succeed. */
  async run(...args: readonly string[]): Promise<void> {
    const ran = await this.home.run(...args);
    expect(ran.code, `${args.join(" ")}: ${ran.stderr}`).toBe(0);
  }

  issue(kind: string, name: string, ...more: readonly string[]): Promise<void> {
    return this.run("pki", "issue", this.pki, kind, name, ...more);
  }

  /** An inventory for the holder of a certificate; what comes with `--host node3` goes with it. */
  as(name: string, folder = this.pki, ca = this.pki): readonly string[] {
    const tls = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`), ca: join(ca, "ca.crt") };
    const hosts = { node3: { address: `127.0.0.3:${this.port}` }, node4: { address: `127.0.0.3:${this.port}` } };
    this.home.write(`${name}.yaml`, JSON.stringify({ tls, hosts }));
    return ["--inventory", this.home.path(`${name}.yaml`), "--host", "node3"];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.home[Symbol.asyncDispose]();
  }
}

test(
  "roles and limits over the network: who may is served, who may not is told why, and the record has each",
  TIMEOUT,
  async () => {
    await using node3 = await Node3.start();
    const { home } = node3;
    await node3.issue("viewer", "bob");
    await node3.issue("operator", "carol", "--components", "svg");
    await node3.issue("operator", "dave", "--hosts", "node[04-20]");
    const before = await home.pids();

    const look = await home.run(...node3.as("bob"), "status", "is", "-o", "json");
    expect([look.code, JSON.parse(look.stdout).hosts[0].outcome]).toEqual([0, "ok"]);
    const refused = await home.run(...node3.as("bob"), "restart", "is", "--reason", "I want to");
    expect([refused.code, refused.stdout]).toEqual([4, ""]);
    expect(refused.stderr).toContain("Restart is not permitted; bob is a viewer; operators and admins may");
    const wrongComponent = await home.run(...node3.as("carol"), "restart", "is");
    expect(wrongComponent.code).toBe(4);
    expect(wrongComponent.stderr).toContain("restart of is is not permitted; the certificate of carol is limited to svg");
    const wrongHost = await home.run(...node3.as("dave"), "status");
    expect(wrongHost.code).toBe(4);
    expect(wrongHost.stderr).toContain("the certificate of dave is for other hosts than node3");
    expect(await home.pids()).toEqual(before);

    const done = await home.run(...node3.as("carol"), "restart", "svg", "-o", "json");
    expect([done.code, JSON.parse(done.stdout).hosts[0].operation.components[0].action]).toEqual([0, "restarted"]);
    const after = await home.pids();
    expect([after.is === before.is, after.svg === before.svg]).toEqual([true, false]);

    const shown = await home.run("audit", "show", "-o", "jsonl");
    const lines = shown.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ who }) => ["bob", "carol", "dave"].includes(who))).toMatchObject([
      {
        who: "bob",
        role: "viewer",
        method: "Restart",
        components: ["is"],
        reason: "I want to",
        outcome: "refused",
        operationId: expect.any(String),
      },
      { who: "carol", method: "Restart", components: ["is"], outcome: "refused" },
      { who: "dave", method: "Status", outcome: "refused" },
      { who: "carol", from: expect.stringMatching(/^127\./), method: "Restart", components: ["svg"], outcome: "done" },
    ]);
    expect((await home.run("audit", "verify")).code).toBe(0);
  },
);

test("certificates that do not do, each with its reason: nothing is sent, or nothing is done", TIMEOUT, async () => {
  await using node3 = await Node3.start();
  using other = await TestAuthority.make();
  const { home } = node3;
  await node3.issue("agent", "node4");
  await node3.issue("admin", "alice");
  await other.issue("admin", "mallory");
  await other.issue("admin", "late", { endsInDays: -1 });
  await other.issue("admin", "early", { beginsInDays: 1 });

  const said = async (...args: readonly string[]) => {
    const { code, stderr } = await home.run(...args, "status");
    return { code, stderr };
  };
  expect(await said(...node3.as("node4"))).toEqual({
    code: 4,
    stderr: expect.stringMatching(/certificate of agent node4, which cannot be used to call.*no host was contacted/),
  });
  expect(await said(...node3.as("late", other.dir))).toEqual({ code: 4, stderr: expect.stringMatching(/expired at .* ago/) });
  expect(await said(...node3.as("early", other.dir))).toEqual({ code: 4, stderr: expect.stringMatching(/is the clock right\?/) });
  expect(await said(...node3.as("mallory", other.dir, other.dir))).toEqual({
    code: 4,
    stderr: expect.stringContaining("its certificate is of an authority that is not known here"),
  });
  const stranger = await said(...node3.as("mallory", other.dir, node3.pki));
  expect(stranger).toEqual({
    code: 4,
    stderr: expect.stringContaining("unreachable: connect: it hung up, as an agent does that does not know"),
  });
  // node4 has the address of node3: its agent is another's, and so it is said
  const swapped = await home.run(...node3.as("alice").slice(0, 2), "--host", "node4", "status");
  expect(swapped).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("its certificate is that of host node3, not of node4"),
  });

  expect((await said(...node3.as("alice"))).code).toBe(0);
  await node3.run("pki", "revoke", node3.pki, "alice");
  expect(await said(...node3.as("alice"))).toEqual({
    code: 4,
    stderr: expect.stringContaining("the certificate of alice was revoked"),
  });
});
