import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../test/helpers/free-port.ts";
import type { Bench } from "../kit/bench.ts";
import { keep, until } from "../kit/run-program.ts";

/** An sshd of our own, and the way to it. */
export interface SshFleet {
  /** Names of hosts; the configuration says where they are. */
  readonly hosts: readonly string[];
  /** Of ssh: how to reach them. */
  readonly config: string;
}

/** Serves so many hosts with one sshd on loopback, with keys of its own and for its own user alone. */
export async function serveSsh(count: number, bench: Bench): Promise<SshFleet> {
  const path = (name: string) => join(bench.folder, name);
  for (const made of ["host-key", "key"]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path(made)]);
  writeFileSync(path("authorized"), readFileSync(path("key.pub")), { mode: 0o600 });
  const port = await freePort("127.0.0.1");
  writeFileSync(path("sshd_config"), serverConfig(path, port));
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 }); // where sshd goes without its rights
  const child = keep({ argv: ["/usr/sbin/sshd", "-D", "-e", "-f", path("sshd_config")] }, bench);
  let said = "";
  child.stderr?.on("data", (chunk) => (said = (said + chunk).slice(-2_000)));
  await until(() => said.includes("Server listening") || (child.exitCode !== null && refuse(said)), "sshd", bench);
  child.stderr?.removeAllListeners("data").resume();
  const hosts = Array.from({ length: count }, (_, at) => `h${String(at + 1).padStart(4, "0")}`);
  mkdirSync(path("home"));
  writeFileSync(path("ssh_config"), clientConfig(path, port));
  return { hosts, config: path("ssh_config") };
}

function refuse(said: string): never {
  throw new Error(`sshd: ${said.trim()}`);
}

/**
 * It takes as many at once as come: what is measured is not its patience. HOME is an empty folder, because bash reads ~/.bashrc under
 * sshd, and what somebody has put there is not measured either.
 */
const serverConfig = (path: (name: string) => string, port: number): string => `Port ${port}
ListenAddress 127.0.0.1
HostKey ${path("host-key")}
AuthorizedKeysFile ${path("authorized")}
PidFile ${path("sshd.pid")}
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 10000:1:10000
MaxSessions 100
UseDNS no
PrintMotd no
PrintLastLog no
SetEnv HOME=${path("home")}
`;

const clientConfig = (path: (name: string) => string, port: number): string => `Host *
HostName 127.0.0.1
Port ${port}
IdentityFile ${path("key")}
IdentitiesOnly yes
BatchMode yes
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
LogLevel ERROR
`;
