// Runs the tests with the real servers of Image Serving's profile, on Debian 12; arguments go to vitest.
// As root it installs the Debian packages that are missing; otherwise it says which they are.
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { runVitest } from "./run-vitest.mjs";

/** What the tests run, and which package it comes from. */
const NEEDED = {
  "/usr/bin/tomcat10-instance-create": "tomcat10-user",
  "/usr/share/tomcat10/bin/catalina.sh": "tomcat10-user",
  "/usr/bin/java": "openjdk-17-jre-headless",
  "/usr/lib/iipimage-server/iipsrv.fcgi": "iipimage-server",
  "/usr/bin/socat": "socat",
  "/usr/bin/rsvg-convert": "librsvg2-bin",
  "/usr/sbin/nginx": "nginx-light",
  "/usr/bin/systemd-notify": "systemd",
  "/usr/bin/setpriv": "util-linux",
  "/usr/sbin/ip": "iproute2",
  "/usr/bin/chromium": "chromium",
  "/usr/bin/prometheus": "prometheus",
  "/usr/bin/tmux": "tmux",
  "/usr/bin/zsh": "zsh",
  "/usr/bin/fish": "fish",
  "/usr/share/bash-completion/bash_completion": "bash-completion",
  "/usr/bin/mandoc": "mandoc",
  "/usr/bin/man": "man-db",
};

/** Services that these packages enable. */
const SERVICES = {
  "nginx-light": ["nginx.service"],
  "iipimage-server": ["iipsrv.service"],
  prometheus: ["prometheus.service"],
};

/** Asked by Debian's packages before they start a service (invoke-rc.d(8)): 101 is no. */
const POLICY = "/usr/sbin/policy-rc.d";

const missing = () => [...new Set(Object.entries(NEEDED).flatMap(([file, name]) => (existsSync(file) ? [] : [name])))];

function run(program, ...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, error } = spawnSync(program, args, { env, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`${[program, ...args].join(" ")}: ${error?.message ?? `exit code ${status}`}`);
}

/** Installs packages without starting the services that come with them, now or at the next boot. */
function install(packages) {
  const hadPolicy = existsSync(POLICY);
  if (!hadPolicy) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    run("apt-get", "update", "-q");
    run("apt-get", "install", "-qy", "--no-install-recommends", ...packages);
    const services = packages.flatMap((name) => SERVICES[name] ?? []);
    if (services.length > 0 && existsSync("/usr/bin/systemctl")) run("systemctl", "--quiet", "disable", ...services);
  } finally {
    if (!hadPolicy) rmSync(POLICY, { force: true });
  }
}

function prepare() {
  const packages = missing();
  if (packages.length === 0) return true;
  const command = `apt-get install --no-install-recommends ${packages.join(" ")}`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    console.error(
      `The system tests need Debian packages that are not installed here: ${packages.join(", ")}.\nAs root: ${command}`,
    );
    return false;
  }
  install(packages);
  const still = missing();
  if (still.length > 0) console.error(`These were installed, and yet their programs are missing: ${still.join(", ")}.`);
  return still.length === 0;
}

/** Ends what a test file that was killed left behind: all that has this run's name in its environment. */
function sweep(runName) {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(`SYSTEM_TEST_RUN=${runName}\0`)) continue;
      process.kill(Number(pid), "SIGKILL");
      console.error(`left behind and ended: pid ${pid}`);
    } catch {
      // it has gone, or is not ours to look at
    }
  }
}

if (prepare()) {
  const name = randomUUID();
  process.exitCode = runVitest(["--config", "vitest.system.config.ts", ...process.argv.slice(2)], {
    ...process.env,
    SYSTEM_TEST_RUN: name,
  });
  sweep(name);
} else {
  process.exitCode = 1;
}
