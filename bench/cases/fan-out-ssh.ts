import type { Benchmark } from "../kit/bench.ts";
import { type Contenders, inTurn } from "../kit/in-turn.ts";
import { atMostTimes } from "../kit/row.ts";
import { rowOf } from "../kit/row-of.ts";
import { type Timed, timed } from "../kit/run-program.ts";
import { startFleet, WIDTH } from "../peers/fleet.ts";
import { absence } from "../peers/packages.ts";
import { missingFor, SSH_FAN_OUTS } from "../peers/ssh-fan-outs.ts";
import { serveSsh } from "../peers/sshd.ts";

/** What an operator would ask many hosts with instead. */
export const fanOutSsh: Benchmark = {
  name: "fan-out-ssh",
  what: "`status` of 100 hosts over mutual TLS, cold, and what others take to run `true` there",
  needs: ["/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/pdsh", "/usr/bin/clush", "/usr/bin/ansible"],
  async run(bench) {
    const hosts = bench.quick ? 20 : 100;
    const fleet = await startFleet(hosts, bench);
    const contenders: Record<string, () => Promise<Timed>> = { ours: () => timed(fleet.status(hosts), bench) };
    const missing: Record<string, string> = {};
    const ssh = absence("/usr/sbin/sshd") === null ? await serveSsh(hosts, bench) : null;
    for (const peer of SSH_FAN_OUTS) {
      const why = missingFor(peer);
      if (why !== null || ssh === null) missing[peer.name] = why ?? "there is no sshd";
      else
        await prepared(
          peer.name,
          async () => {
            const ask = await peer.prepare(ssh, WIDTH, bench);
            contenders[peer.name] = () => timed(ask, bench);
          },
          missing,
        );
    }
    const measured = await inTurn(bench.runs, contenders satisfies Contenders<Timed>, bench.signal);
    const row = {
      name: "fan-out-ssh",
      what: `${hosts} hosts, cold, ${WIDTH} at once, wall time of the whole command`,
      unit: "s",
    } as const;
    const bars = [atMostTimes(1 / 12, "pdsh"), atMostTimes(1 / 12, "clush"), atMostTimes(1, "xargs ssh, warm ControlPersist")];
    return { rows: [rowOf({ ...row, bars }, measured, ({ seconds }) => seconds, missing)] };
  },
};

async function prepared(name: string, act: () => Promise<void>, missing: Record<string, string>): Promise<void> {
  try {
    await act();
  } catch (error) {
    missing[name] = `could not be prepared: ${error instanceof Error ? error.message : String(error)}`;
  }
}
