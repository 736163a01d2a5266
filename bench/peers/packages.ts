import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

/** What the benchmarks compare with, and the Debian package that each program comes from. */
export const PROGRAMS = {
  "/usr/bin/supervisord": "supervisor",
  "/usr/bin/runsvdir": "runit",
  "/usr/bin/s6-svscan": "s6",
  "/usr/bin/monit": "monit",
  "/usr/bin/pdsh": "pdsh",
  "/usr/bin/clush": "clustershell",
  "/usr/bin/ansible": "ansible-core",
  "/usr/sbin/sshd": "openssh-server",
  "/usr/bin/ssh": "openssh-client",
  "/usr/bin/strace": "strace",
} as const;
export type Program = keyof typeof PROGRAMS;

/** Services that come with them, which are neither to be started now nor at the next boot. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  supervisor: ["supervisor.service"],
  runit: ["runit.service"],
  monit: ["monit.service"],
  "openssh-server": ["ssh.service", "ssh.socket"],
};

/** Asked by Debian's packages before they start a service (invoke-rc.d(8)): 101 is no. */
const POLICY = "/usr/sbin/policy-rc.d";

/** Why a program cannot be had; null: it is there. */
export function absence(program: Program): string | null {
  return existsSync(program) ? null : `${program} is not installed (Debian package ${PROGRAMS[program]})`;
}

/** As root on Debian, installs what is missing, and starts none of the services. Says what it does, or why it does nothing. */
export function installPeers(programs: readonly Program[], say: (line: string) => void): void {
  const missing = [...new Set(programs.filter((program) => absence(program) !== null).map((program) => PROGRAMS[program]))];
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    say(`not installed, and only root on Debian can: ${missing.join(", ")}`);
    return;
  }
  say(`installing ${missing.join(", ")}`);
  withoutServices(() => {
    run("apt-get", "update", "-q");
    for (const name of missing) {
      if (!run("apt-get", "install", "-qy", "--no-install-recommends", name)) say(`${name} could not be installed`);
      else if (existsSync("/run/systemd/system")) disable(SERVICES[name] ?? []);
    }
  });
}

/** Nothing that is installed meanwhile is started. A policy that is there already stays, and is the machine's own business. */
function withoutServices(act: () => void): void {
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    act();
  } finally {
    if (ours) rmSync(POLICY, { force: true });
  }
}

function disable(services: readonly string[]): void {
  for (const service of services) spawnSync("systemctl", ["--quiet", "disable", service], { stdio: "ignore" });
}

function run(program: string, ...args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const waiting = program === "apt-get" ? ["-o", "DPkg::Lock::Timeout=120"] : [];
  const { status } = spawnSync(program, [...waiting, ...args], { env, stdio: ["ignore", "ignore", "inherit"], timeout: 600_000 });
  return status === 0;
}
