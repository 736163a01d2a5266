import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../kit/bench.ts";
import { type Command, timed } from "../kit/run-program.ts";
import { absence, type Program } from "./packages.ts";
import type { SshFleet } from "./sshd.ts";

/** Asking all hosts over ssh, each in the way of one tool; what they run there is `true`, which is less than any status. */
export interface SshFanOut {
  readonly name: string;
  readonly needs: readonly Program[];
  /** Gets ready, and yields what is measured. */
  prepare(fleet: SshFleet, width: number, bench: Bench): Promise<Command>;
}

const list = (fleet: SshFleet) => fleet.hosts.join(",");

/** All of them, the quickest first. */
export const SSH_FAN_OUTS: readonly SshFanOut[] = [
  {
    name: "xargs ssh, warm ControlPersist",
    needs: ["/usr/bin/ssh"],
    async prepare(fleet, width, bench) {
      const masters = join(bench.folder, "m");
      mkdirSync(masters, { mode: 0o700 });
      const file = join(bench.folder, "hosts");
      writeFileSync(file, `${fleet.hosts.join("\n")}\n`);
      const shared = ["-o", `ControlPath=${masters}/%n`, "-o", "ControlMaster=auto", "-o", "ControlPersist=600"];
      const run = (...args: readonly string[]): Command => ({
        argv: ["/usr/bin/xargs", "-a", file, "-P", String(width), "-I{}", "/usr/bin/ssh", "-F", fleet.config, ...shared, ...args],
      });
      const leave = run("-O", "exit", "{}").argv;
      bench.atEnd(() => spawnSync(leave[0], leave.slice(1), { stdio: "ignore", timeout: 60_000 }));
      const ask = run("{}", "true");
      await timed(ask, bench); // the masters
      return ask;
    },
  },
  {
    name: "pdsh",
    needs: ["/usr/bin/pdsh", "/usr/bin/ssh"],
    async prepare(fleet, width) {
      const env = { PDSH_SSH_ARGS: `-F ${fleet.config}`, PDSH_RCMD_TYPE: "ssh" };
      return { argv: ["/usr/bin/pdsh", "-S", "-R", "ssh", "-f", String(width), "-w", list(fleet), "true"], env };
    },
  },
  {
    name: "clush",
    needs: ["/usr/bin/clush", "/usr/bin/ssh"],
    async prepare(fleet, width, bench) {
      const options = `-F ${fleet.config}`;
      return {
        argv: ["/usr/bin/clush", "-S", "-f", String(width), "-o", options, "-w", list(fleet), "true"],
        env: { HOME: bench.folder },
      };
    },
  },
  {
    name: "ansible",
    needs: ["/usr/bin/ansible", "/usr/bin/ssh"],
    async prepare(fleet, width, bench) {
      const file = join(bench.folder, "inventory.ini");
      writeFileSync(file, `[all]\n${fleet.hosts.join("\n")}\n`);
      const env = {
        ANSIBLE_HOST_KEY_CHECKING: "False",
        ANSIBLE_SSH_ARGS: `-F ${fleet.config}`,
        HOME: bench.folder,
        ANSIBLE_LOCAL_TEMP: join(bench.folder, "ansible"),
      };
      const how = ["-m", "raw", "-a", "true", "-f", String(width)];
      return { argv: ["/usr/bin/ansible", "all", "-i", file, ...how], env };
    },
  },
];

/** Why one cannot be had; null: it can. */
export const missingFor = ({ needs }: SshFanOut): string | null =>
  ["/usr/sbin/sshd" as const, ...needs].map(absence).find((why) => why !== null) ?? null;
