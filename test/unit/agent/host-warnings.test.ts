import { afterEach, expect, test, vi } from "vitest";
import { hostWarnings } from "../../../src/agent/host-warnings.ts";
import { bytes } from "../../../src/core/bytes.ts";
import { seconds } from "../../../src/core/duration.ts";
import { startComponents } from "../../../src/supervisor/procedure/start-components.ts";
import { named } from "../../helpers/supervised-host.ts";
import { FakeHost, spec } from "../supervisor/fake-host.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("../supervisor/fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("../supervisor/fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());

test("an operator is told of what no component's state shows, as long as it is so", { timeout: 10_000 }, async () => {
  const live = {
    probe: { kind: "tcp", host: "::1", port: 1 },
    interval: seconds(1),
    timeout: seconds(1),
    failures: 1,
    action: "report",
  } as const;
  const host = new FakeHost([spec("is", [], { live, memory: { warn: bytes(1_000_000), restart: null } }), spec("old")]);
  await Promise.all([startComponents(host.context()), host.clock.advance(100)]);
  expect(hostWarnings(host.supervisor)).toEqual([]);

  host.machine.fullDisk = { path: "journal", cause: "no space left on device" };
  host.configure(host.specs.slice(0, 1));
  const usage = { memoryBytes: 1_500_000, pssBytes: null, cpuPercent: 0, processes: 1 };
  host.supervisor.actor(named("is")).measured(usage);
  const leader = host.machine.leader("is");
  if (leader !== null) host.machine.setHealthy(leader, false);
  await host.clock.settle();
  expect(hostWarnings(host.supervisor)).toEqual([
    expect.stringMatching(/^the journal cannot be written, so .*no space left on device/),
    "old is running but not in the configuration any more; a stop ends it",
    "is uses 1.50 MB of memory, above its limit for a warning of 1.00 MB",
    "is is unhealthy: no answer within 1s",
  ]);

  host.machine.fullDisk = null;
  host.crash("old");
  host.supervisor.actor(named("is")).measured({ ...usage, memoryBytes: 1_000_000 });
  if (leader !== null) host.machine.setHealthy(leader, true);
  await host.clock.advance(10_000);
  expect(hostWarnings(host.supervisor)).toEqual([]);
});
