import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keep, until } from "../kit/run-program.ts";
import type { Supervisor } from "./supervised.ts";

/** Debian's supervisor. */
export const supervisord: Supervisor = {
  name: "supervisord",
  needs: ["/usr/bin/supervisord"],
  async start(bench, folder, programs) {
    const [socket, file] = [join(folder, "s"), join(folder, "supervisord.conf")];
    const lines = [
      `[unix_http_server]\nfile=${socket}`,
      `[supervisord]\nlogfile=${folder}/log\npidfile=${folder}/pid\nchildlogdir=${folder}\nnodaemon=true\nuser=root`,
      "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface",
      `[supervisorctl]\nserverurl=unix://${socket}`,
      ...programs.map(({ name, program }) => `[program:${name}]\ncommand=${program}\nstartsecs=1\nautorestart=true`),
    ];
    const isRoot = process.getuid?.() === 0;
    writeFileSync(file, `${(isRoot ? lines : lines.map((line) => line.replace("\nuser=root", ""))).join("\n")}\n`);
    const child = keep({ argv: ["/usr/bin/supervisord", "-n", "-c", file] }, bench);
    await until(() => existsSync(socket), "its socket", bench);
    const control = (...args: readonly string[]) => ({ argv: ["/usr/bin/supervisorctl", "-c", file, ...args] }) as const;
    return { pids: () => [child.pid], status: control("status"), restart: control("restart", "all") };
  },
};
