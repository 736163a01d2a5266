import { afterEach, expect, test, vi } from "vitest";
import { startComponents } from "../../../src/supervisor/procedure/start-components.ts";
import { named } from "../../helpers/supervised-host.ts";
import { FakeHost } from "./fake-host.ts";
import { good } from "./fake-machine.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("./fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("./fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());
test("replay", async () => {
  const host = new FakeHost();
  const cs = [
    { ...good, launchTakes: 15, ends: { after: 0, code: 0 }, stopTakes: null, children: 1 },
    { ...good, ends: { after: 0, code: 0 } },
  ];
  let n = 0;
  host.machine.conductOf = () => cs[n++ % 2] as never;
  const show = (w: string) =>
    console.log(
      w,
      host.clock.now(),
      host.states,
      host.supervisor.names.map((x) => host.reason(x)),
      JSON.stringify([...host.machine.processes.values()].map((p) => [p.stat.pid, p.stat.pgrp, p.component, p.environment])),
    );
  void startComponents(host.context());
  await host.clock.settle();
  show("started");
  for (let i = 0; i < 2; i++) {
    host.killAgent();
    host.resume();
    show("resumed");
    await host.clock.settle();
    show("settled");
  }
  host.machine.conductOf = () => ({ ...good, readyAfter: 20 });
  for (const one of host.machine.ours) host.machine.setReady(one, true);
  for (let i = 0; i < 10; i++) {
    await host.clock.advance(i < 5 ? 200 : 8000);
    show("later");
  }
  console.log(host.supervisor.actor(named("ps")).slot, host.machine.watches);
  console.log(host.machine.sent);
});
