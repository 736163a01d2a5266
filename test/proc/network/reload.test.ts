import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { freePort } from "../../helpers/free-port.ts";
import { STATUS } from "../../rpc/fake-host.ts";
import { context, faultOf, iterate } from "../../rpc/rig.ts";
import { NetworkRig } from "./network-rig.ts";

const TIMEOUT = { timeout: 30_000 };
const ANY = { components: [], expectedHost: "" };

/** Asks until it holds: what is read anew is looked at some times a second. */
const soon = (check: () => unknown) => expect.poll(check, { timeout: 10_000, interval: 50 });

describe("without a restart", TIMEOUT, () => {
  test("a revoked certificate is refused from then on, and its open streams end", async () => {
    await using rig = await NetworkRig.start();
    const [alice, bob] = [await rig.authority.issue("admin", "alice"), await rig.authority.issue("viewer", "bob")];
    const [hers, his] = [rig.connect(alice), rig.connect(bob)];
    rig.host.onLogs = async function* (_, { signal }) {
      yield { component: "is" as never, lines: ["one"] };
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    };
    const stream = iterate(hers.logs({ ...ANY, lines: 1, follow: true }, context()));
    expect((await stream.next()).value).toEqual({ component: "is", lines: ["one"] });
    expect(await his.status(ANY, context())).toEqual(STATUS);
    rig.authority.deny(alice);
    await expect(stream.next()).rejects.toThrow(/broke off/);
    await soon(async () => (await faultOf(rig.connect(alice).status(ANY, context()))).message).toBe(
      "Status is not permitted; the certificate of alice was revoked",
    );
    expect(await his.status(ANY, context())).toEqual(STATUS);
    expect(rig.refused.at(-1)?.caller.name).toBe("alice");
  });

  test("a deny-list that cannot be read changes nothing, and is told of", async () => {
    await using rig = await NetworkRig.start();
    const [alice, bob] = [await rig.authority.issue("admin", "alice"), await rig.authority.issue("viewer", "bob")];
    rig.authority.deny(alice);
    await soon(async () => (await faultOf(rig.connect(alice).status(ANY, context()))).fault.code).toBe("PERMISSION_DENIED");
    rig.authority.write("deny-list", "no fingerprint\n");
    await soon(async () => {
      await rig.connect(bob).status(ANY, context());
      return rig.listener.warnings().join();
    }).toContain("deny-list:1: this is no SHA-256 fingerprint");
    expect((await faultOf(rig.connect(alice).status(ANY, context()))).fault.code).toBe("PERMISSION_DENIED");
    rig.authority.write("deny-list", "# nobody\n");
    await soon(() =>
      rig
        .connect(alice)
        .status(ANY, context())
        .catch(() => null),
    ).toEqual(STATUS);
    expect(rig.listener.warnings()).toEqual([]);
  });

  test("a new certificate of the agent is shown to new callers, and connections that there are go on", async () => {
    await using rig = await NetworkRig.start();
    const client = rig.connect(await rig.authority.issue("admin", "alice"));
    await client.status(ANY, context());
    await rig.authority.issue("agent", "node4");
    rig.authority.swap("node3", "node4");
    const asNode4 = async () =>
      rig.connect(await rig.authority.issue("admin", "alice"), { host: "node4" }).status(ANY, context());
    await soon(() => asNode4().catch(() => null)).toEqual(STATUS);
    expect(await client.status(ANY, context())).toEqual(STATUS);
    expect(rig.listener.warnings()).toEqual([
      expect.stringMatching(/node3\.crt is the certificate of node4, and this is node3: callers will refuse it$/),
    ]);
  });

  test("an address that is taken is tried again, and meanwhile a warning says so", async () => {
    const taken = createServer().listen(await freePort(), "127.0.0.1");
    await once(taken, "listening");
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await using rig = await NetworkRig.start({ port });
    expect(rig.listener.warnings()).toEqual([
      expect.stringMatching(
        new RegExp(`^it does not answer on the network: 127.0.0.1:${port}: cannot listen: .*EADDRINUSE.*; it tries again$`),
      ),
    ]);
    await new Promise((closed) => taken.close(closed));
    await soon(() => rig.listener.warnings()).toEqual([]);
  });

  test("it listens elsewhere where the configuration says so, and nowhere where it says nothing", async () => {
    await using rig = await NetworkRig.start();
    const alice = await rig.authority.issue("admin", "alice");
    const client = rig.connect(alice);
    expect(await client.status(ANY, context())).toEqual(STATUS);
    await rig.listener.use({
      host: "127.0.0.1",
      port: await freePort(),
      tls: { ...rig.authority.tlsOf("node3"), denyList: null },
    });
    expect((await faultOf(rig.connect(alice).status(ANY, context()))).message).toContain("refused");
    await rig.listener.use(null);
    expect(rig.listener.warnings()).toEqual([]);
  });
});
