import { connect as netConnect, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import type { OperationId } from "../../../src/core/names.ts";
import { TestAuthority } from "../../helpers/authority.ts";
import { operation, request, STATUS } from "../../rpc/fake-host.ts";
import { all, context, faultOf } from "../../rpc/rig.ts";
import { NetworkRig } from "./network-rig.ts";

const TIMEOUT = { timeout: 20_000 };
const closed = (socket: Socket) =>
  new Promise<void>((resolve) => (socket.closed ? resolve() : socket.once("close", () => resolve())));
const ANY = { components: [], expectedHost: "" };

describe("a caller is who its certificate says", TIMEOUT, () => {
  test("and the handler hears of it with role and address", async () => {
    await using rig = await NetworkRig.start();
    const client = rig.connect(await rig.authority.issue("operator", "alice"), { callerName: "mallory" });
    expect(await client.status(ANY, context())).toEqual(STATUS);
    expect(rig.host.asked[0]?.context.caller).toEqual({
      name: "alice",
      role: "operator",
      from: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      components: null,
    });
  });

  test.each([
    ["viewer", "Status", true],
    ["viewer", "Logs", true],
    ["viewer", "Watch", true],
    ["viewer", "GetOperation", true],
    ["viewer", "Restart", false],
    ["viewer", "Start", false],
    ["viewer", "Stop", false],
    ["viewer", "CancelOperation", false],
    ["operator", "Restart", true],
    ["operator", "CancelOperation", true],
    ["admin", "Stop", true],
  ] as const)("a %s may call %s: %s", async (role, method, may) => {
    await using rig = await NetworkRig.start();
    const client = rig.connect(await rig.authority.issue(role, "alice"));
    rig.host.onWatch = rig.host.onLogs = async function* () {};
    const calls = {
      Status: () => client.status(ANY, context()),
      Logs: () => all(client.logs({ ...ANY, lines: 1, follow: false }, context())),
      Watch: () => all(client.watch({ afterSequence: 0 }, context())),
      GetOperation: () => client.getOperation("op-1" as OperationId, context()),
      CancelOperation: () => client.cancelOperation("op-1" as OperationId, "", context()),
      Restart: () => all(client.operate(request({ kind: "restart" }), context())),
      Start: () => all(client.operate(request({ kind: "start" }), context())),
      Stop: () => all(client.operate(request({ kind: "stop" }), context())),
    };
    const said = await calls[method]().then(
      () => "",
      (error: Error) => error.message,
    );
    if (may) {
      expect(said).not.toContain("permitted");
      expect(rig.host.asked).not.toHaveLength(0);
      return;
    }
    expect(said).toBe(`${method} is not permitted; alice is a viewer; operators and admins may`);
    expect(rig.host.asked).toHaveLength(0);
    expect(rig.refused).toMatchObject([
      { call: { method }, caller: { name: "alice", role: "viewer" }, fault: { message: said } },
    ]);
  });

  test.each([
    ["it has expired", { endsInDays: -1 }, "has expired, is not valid yet, or is not for callers"],
    ["it is not valid yet", { beginsInDays: 2 }, "has expired, is not valid yet, or is not for callers"],
    ["it is for other hosts", { hosts: "node[04-20]" }, "the certificate of alice is for other hosts than node3"],
    ["its hosts cannot be read", { hosts: "node[" }, "the certificate of alice is for other hosts than node3"],
  ] as const)("every call is refused where %s", async (_, wish, why) => {
    await using rig = await NetworkRig.start();
    const client = rig.connect(await rig.authority.issue("admin", "alice", wish));
    const fault = await faultOf(client.status(ANY, context()));
    expect(fault.fault.code).toBe("PERMISSION_DENIED");
    expect(fault.message).toContain(why);
    expect(rig.host.asked).toHaveLength(0);
  });

  test("an agent's certificate is none of a caller", async () => {
    await using rig = await NetworkRig.start();
    const fault = await faultOf(rig.connect(await rig.authority.issue("agent", "node4")).status(ANY, context()));
    expect([fault.fault.code, rig.host.asked.length]).toEqual(["PERMISSION_DENIED", 0]);
  });

  test("who is limited to some hosts gets through on those", async () => {
    await using rig = await NetworkRig.start();
    const client = rig.connect(await rig.authority.issue("viewer", "alice", { hosts: "node[1-4],web1" }));
    expect(await client.status(ANY, context())).toEqual(STATUS);
  });

  test("who is limited to some components can change no others, and not everything", async () => {
    await using rig = await NetworkRig.start();
    const client = rig.connect(await rig.authority.issue("operator", "alice", { components: ["svg"] }));
    for (const [components, what] of [
      [["is"], "restart of is"],
      [["svg", "is"], "restart of svg, is"],
      [[], "restart of everything"],
    ] as const) {
      const fault = await faultOf(all(client.operate(request({ components }), context())));
      expect(fault.message).toBe(`${what} is not permitted; the certificate of alice is limited to svg`);
    }
    expect((await faultOf(client.cancelOperation("op-1" as OperationId, "", context()))).fault.code).toBe("PERMISSION_DENIED");
    expect(rig.host.asked.map(({ method }) => method)).not.toContain("operate");
    expect(rig.host.asked.map(({ method }) => method)).not.toContain("cancelOperation");
    rig.host.onOperate = async function* () {
      yield { t: "result", operation: operation("op-1", { result: "done" }) };
    };
    expect(await all(client.operate(request({ components: ["svg"] }), context()))).toHaveLength(1);
  });
});

describe("without a certificate that is known here no handler is reached", TIMEOUT, () => {
  test("wrong authority: nothing was sent, and the agent's log has it", async () => {
    await using rig = await NetworkRig.start();
    using other = await TestAuthority.make();
    const stranger = await other.issue("admin", "alice");
    const fault = await faultOf(rig.connect({ ...stranger, ca: rig.authority.ca }).status(ANY, context()));
    expect(fault.fault.code).toBe("UNREACHABLE");
    expect(rig.host.asked).toHaveLength(0);
    expect(rig.logged.filter(({ text }) => text.startsWith("connections refused"))).toHaveLength(1);
    const mutual = await faultOf(rig.connect(stranger).status(ANY, context()));
    expect(mutual.message).toMatch(/cannot reach .*: its certificate is of an authority that is not known here/);
  });

  test("no certificate at all, an old TLS, plain text, and garbage are all hung up on", async () => {
    await using rig = await NetworkRig.start();
    const alice = await rig.authority.issue("admin", "alice");
    const bare = await rig.handshake({ ca: rig.authority.ca });
    await closed(bare);
    const old = await rig.handshake({ ...alice, maxVersion: "TLSv1.2" });
    await closed(old);
    expect(old.getProtocol()).toBe(null);
    for (const text of ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\xff\xff garbage"]) {
      const socket = netConnect(rig.port, "127.0.0.1");
      socket.on("error", () => {}).resume();
      socket.write(text);
      await closed(socket);
    }
    expect(rig.host.asked).toHaveLength(0);
    expect(await rig.connect(alice).status(ANY, context())).toEqual(STATUS); // and those who may are served all the same
    expect(rig.reported).toEqual([]);
  });

  test("the client refuses an agent with another host's certificate before it sends anything", async () => {
    await using rig = await NetworkRig.start();
    const fault = await faultOf(
      rig.connect(await rig.authority.issue("admin", "alice"), { host: "node4" }).status(ANY, context()),
    );
    expect(fault.fault.code).toBe("UNREACHABLE");
    expect(fault.message).toContain("its certificate is that of host node3, not of node4");
    expect(rig.host.asked).toHaveLength(0);
  });

  test("a request of 10 MB is refused, and the connection serves on", async () => {
    await using rig = await NetworkRig.start();
    const client = rig.connect(await rig.authority.issue("admin", "alice"));
    const fault = await faultOf(client.status({ components: ["x".repeat(10_000_000)], expectedHost: "" }, context()));
    expect(fault.fault.code).toBe("AGENT_ERROR");
    expect(fault.message).toMatch(/larger than max/);
    expect(rig.host.asked).toHaveLength(0);
    expect(await client.status(ANY, context())).toEqual(STATUS);
  });
});
