import { describe, expect, test } from "vitest";
import { ownership } from "../../../src/supervisor/probe/listener-owner.ts";
import { FakeHost, type FakeProcess } from "./fake-host.ts";

const TIMEOUT = { timeout: 5_000 };

interface Scene {
  readonly listeners: readonly (readonly [string, number])[];
  readonly processes?: Readonly<Record<number, FakeProcess>>;
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly own?: readonly string[];
}

function host({ listeners, processes = {}, names = {}, own = [] }: Scene): FakeHost {
  const view = new FakeHost();
  view.listeners = listeners;
  view.processes = new Map(Object.entries(processes).map(([pid, process]) => [Number(pid), process]));
  return Object.assign(view, { names, own });
}

const ask = (where: string, pids: readonly number[], view: FakeHost) => {
  const [, name = "", port] = /^(.*):(\d+)$/.exec(where) ?? [];
  return ownership({ host: name, port: Number(port) }, new Set(pids), view);
};

describe("who listens", TIMEOUT, () => {
  const ps = { name: "java", sockets: [500, 501] };

  test("the component: one of its processes holds the socket", async () => {
    const view = host({ listeners: [["[::]:8080", 501]], processes: { 10: { name: "sh" }, 11: ps } });
    expect(await ask("127.0.0.1:8080", [10, 11], view)).toBe("own");
  });

  test("a foreign process, by name", async () => {
    const view = host({ listeners: [["127.0.0.1:8080", 600]], processes: { 11: ps, 7: { name: "nginx", sockets: [600] } } });
    expect(await ask("127.0.0.1:8080", [11], view)).toEqual({ foreign: { pid: 7, name: "nginx" } });
  });

  test("a foreign process with several holders: the oldest pid, the master", async () => {
    const worker = { name: "worker", sockets: [600] };
    const view = host({
      listeners: [["127.0.0.1:80", 600]],
      processes: { 11: ps, 30: worker, 4: { ...worker, name: "master" }, 29: worker },
    });
    expect(await ask("127.0.0.1:80", [11], view)).toEqual({ foreign: { pid: 4, name: "master" } });
  });

  test("a foreign process that cannot be seen", async () => {
    const view = host({ listeners: [["127.0.0.1:80", 600]], processes: { 11: ps, 7: { sockets: [600], denied: "list" } } });
    expect(await ask("127.0.0.1:80", [11], view)).toEqual({ foreign: null });
  });

  test("a name of control characters does not reach the terminal", async () => {
    const view = host({
      listeners: [["127.0.0.1:80", 600]],
      processes: { 11: ps, 7: { name: "\u001b[31mevil\u001b[0m\u0007", sockets: [600] } },
    });
    expect(await ask("127.0.0.1:80", [11], view)).toEqual({ foreign: { pid: 7, name: "evil" } });
  });

  test.each(["list", "link"] as const)("cannot be told where a process of the component may not be read (%s)", async (denied) => {
    const processes = { 11: { sockets: [600], denied }, 12: {}, 7: { sockets: [600] } };
    expect(await ask("127.0.0.1:80", [11, 12], host({ listeners: [["127.0.0.1:80", 600]], processes }))).toBe("unverifiable");
  });

  test.each(["list", "link"] as const)(
    "a process that is ending holds nothing, though only root may see it by then (%s)",
    async (denied) => {
      const processes = { 11: { denied, ending: true }, 7: { sockets: [600] } };
      const view = host({ listeners: [["127.0.0.1:80", 600]], processes });
      expect(await ask("127.0.0.1:80", [11], view)).toEqual({ foreign: { pid: 7, name: "node" } });
    },
  );

  test("the component all the same where another of its processes holds it", async () => {
    const processes = { 11: { denied: "list" as const }, 12: { sockets: [600] } };
    expect(await ask("127.0.0.1:80", [11, 12], host({ listeners: [["127.0.0.1:80", 600]], processes }))).toBe("own");
  });

  test("cannot be told where the component listens in a network of its own", async () => {
    const processes = { 11: { network: "net:[2]" }, 7: { sockets: [600] } };
    expect(await ask("127.0.0.1:80", [11], host({ listeners: [["127.0.0.1:80", 600]], processes }))).toBe("unverifiable");
  });

  test("the component where it holds a socket of our network from within another", async () => {
    const processes = { 11: { network: "net:[2]", sockets: [600] } };
    expect(await ask("127.0.0.1:80", [11], host({ listeners: [["127.0.0.1:80", 600]], processes }))).toBe("own");
  });

  test.each([[[99, 11]], [[99]], [[]]])(
    "a process that has gone holds nothing; where none is left a stranger answers (%j)",
    async (pids) => {
      const view = host({ listeners: [["127.0.0.1:80", 600]], processes: { 11: ps, 7: { sockets: [600] } } });
      expect(await ask("127.0.0.1:80", pids, view)).toEqual({ foreign: { pid: 7, name: "node" } });
    },
  );

  test("a process that goes while it is looked at holds nothing", async () => {
    const view = host({ listeners: [["127.0.0.1:80", 600]], processes: { 11: ps, 7: { sockets: [600] } } });
    const link = view.proc.link;
    view.proc.link = (path) =>
      path === "11/ns/net" ? Promise.reject(Object.assign(new Error("gone"), { code: "ENOENT" })) : link(path);
    expect(await ask("127.0.0.1:80", [11], view)).toEqual({ foreign: { pid: 7, name: "node" } });
  });

  test("cannot be told where nothing is listed as listening: the packet filter may redirect", async () => {
    const view = host({
      listeners: [
        ["127.0.0.1:81", 600],
        ["10.0.0.1:80", 601],
      ],
      processes: { 11: ps },
    });
    expect(await ask("127.0.0.1:80", [11], view)).toBe("unverifiable");
  });

  test("a foreign process that shares the port gets a part of the connections", async () => {
    const listeners = [
      ["127.0.0.1:80", 500],
      ["127.0.0.1:80", 600],
    ] as const;
    const view = host({ listeners, processes: { 11: ps, 7: { name: "old", sockets: [600] } } });
    expect(await ask("127.0.0.1:80", [11], view)).toEqual({ foreign: { pid: 7, name: "old" } });
    expect(await ask("127.0.0.1:80", [11, 7], view)).toBe("own");
  });

  test("the listener on the address itself decides, not the one on any address", async () => {
    const processes = { 11: { sockets: [600] }, 7: { sockets: [601] } };
    const own = host({
      listeners: [
        ["127.0.0.1:80", 600],
        ["0.0.0.0:80", 601],
      ],
      processes,
    });
    expect(await ask("127.0.0.1:80", [11], own)).toBe("own");
    expect(await ask("127.0.0.1:80", [7], own)).toEqual({ foreign: { pid: 11, name: "node" } });
    expect(await ask("127.0.0.2:80", [7], own)).toBe("own");
  });

  test("one on any IPv4 address comes before one on any IPv6 address", async () => {
    const view = host({
      listeners: [
        ["0.0.0.0:80", 600],
        ["[::]:80", 601],
      ],
      processes: { 11: { sockets: [600] }, 7: { sockets: [601] } },
    });
    expect(await ask("127.0.0.1:80", [11], view)).toBe("own");
    expect(await ask("::1:80", [7], view)).toBe("own");
  });

  test("a connection to any address goes to the loopback address", async () => {
    const view = host({
      listeners: [
        ["127.0.0.1:80", 600],
        ["[::1]:80", 601],
      ],
      processes: { 11: { sockets: [600, 601] } },
    });
    expect([await ask("0.0.0.0:80", [11], view), await ask(":::80", [11], view)]).toEqual(["own", "own"]);
  });

  test("an address of this machine is local, another is not", async () => {
    const view = host({ listeners: [["0.0.0.0:80", 600]], processes: { 11: { sockets: [600] } }, own: ["10.1.2.3"] });
    expect([await ask("10.1.2.3:80", [11], view), await ask("10.1.2.4:80", [11], view)]).toEqual(["own", "unverifiable"]);
  });

  test("a name is what it resolves to: the first address that somebody listens on", async () => {
    const names = { localhost: ["::1", "127.0.0.1"], node3: ["127.0.1.1"], cluster: ["127.0.0.1", "192.0.2.1"] };
    const processes = { 11: { sockets: [600] }, 7: { sockets: [601] } };
    const view = host({
      listeners: [
        ["127.0.0.1:80", 600],
        ["[::1]:81", 600],
        ["127.0.0.1:81", 601],
      ],
      processes,
      names,
    });
    expect([await ask("localhost:80", [11], view), await ask("localhost:81", [11], view)]).toEqual(["own", "own"]);
    expect([await ask("node3:80", [11], view), await ask("cluster:80", [11], view)]).toEqual(["unverifiable", "unverifiable"]);
    expect(await ask("nowhere:80", [11], view)).toBe("unverifiable");
  });

  test("a machine without IPv6 has one table", async () => {
    const view = host({ listeners: [["127.0.0.1:80", 600]], processes: { 11: { sockets: [600] } } });
    view.hasTcp6 = false;
    expect(await ask("127.0.0.1:80", [11], view)).toBe("own");
  });

  test("cannot be told on a machine without /proc", async () => {
    const view = host({ listeners: [["127.0.0.1:80", 600]], processes: { 11: ps } });
    view.proc.read = () => Promise.reject(new Error("ENOENT"));
    expect(await ask("127.0.0.1:80", [11], view)).toBe("unverifiable");
  });
});
