import { describe, expect, test } from "vitest";
import { localSource } from "../../../../src/cli/watch/local-source.ts";
import { watchHosts } from "../../../../src/cli/watch/watch-hosts.ts";
import { seconds } from "../../../../src/core/duration.ts";
import { localCaller } from "../../../../src/core/host-service.ts";
import { FakeLocalHost } from "../fake-local-host.ts";
import { component, hostStatus, lastKnown } from "../samples.ts";
import { FakeStream, stamp } from "./fake-source.ts";

function begin() {
  const host = new FakeLocalHost();
  const streams: FakeStream[] = [];
  const watch = watchHosts([localSource(host, "node3")], {
    clock: host.clock,
    usageEvery: seconds(2),
    concurrency: 1,
    callContext: (signal) => ({ caller: localCaller("alice"), signal }),
  });
  const agent = {
    watch: (query: FakeStream["query"], { signal }: { readonly signal: AbortSignal }) => {
      const stream = new FakeStream(query, signal);
      streams.push(stream);
      return stream.read();
    },
  };
  const link = () => {
    const now = watch.hosts.get("node3")?.link;
    return now?.t === "lost" ? now.error.fault.code : now?.t;
  };
  return { host, watch, streams, agent, link };
}

describe("this host", () => {
  test("without an agent is lost and says why; one that is started shows by itself within a second", async () => {
    const { host, watch, streams, agent, link } = begin();
    await host.clock.advance(30_000);
    expect(link()).toBe("SUPERVISOR_NOT_RUNNING");
    host.running(agent);
    await host.clock.advance(1_000);
    expect(streams[0]?.query).toMatchObject({ expectedHost: "" });
    streams[0]?.say({ ...stamp(1), t: "snapshot", status: hostStatus([component("is")]) });
    await host.clock.advance(100);
    expect(link()).toBe("live");
    host.gone([component("is", { pid: 913 })]);
    streams[0]?.end();
    await host.clock.advance(1_500);
    expect(link()).toBe("SUPERVISOR_DEAD");
    expect(watch.hosts.get("node3")?.status?.components).toHaveLength(1);
    await watch[Symbol.asyncDispose]();
    expect(host.clock.pending).toBe(0);
  });

  test("tells an agent that does not listen yet, a socket that takes no more and one that is not ours apart", async () => {
    const { host, watch, link } = begin();
    host.known = lastKnown({ agentPid: 812 });
    await host.clock.advance(2_000);
    expect(link()).toBe("UNREACHABLE");
    host.listens = "busy";
    await host.clock.advance(2_000);
    expect(watch.hosts.get("node3")?.link).toMatchObject({ error: { message: expect.stringContaining("takes no more") } });
    host.listens = "forbidden";
    await host.clock.advance(2_000);
    expect(link()).toBe("PERMISSION_DENIED");
    await watch[Symbol.asyncDispose]();
  });
});
