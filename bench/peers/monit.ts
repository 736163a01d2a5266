import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keep } from "../kit/run-program.ts";
import type { Supervisor } from "./supervised.ts";

/** monit, looking every second, which is as often as it can. */
export const monit: Supervisor = {
  name: "monit",
  needs: ["/usr/bin/monit"],
  async start(bench, folder, programs) {
    const file = join(folder, "monitrc");
    const pidFile = (name: string) => join(folder, `${name}.pid`);
    const starts = programs.map(({ name, program }) => {
      // monit starts daemons: the program goes to the background and leaves its pid.
      const start = join(folder, `${name}.start`);
      writeFileSync(start, `#!/bin/sh\nsetsid ${program} </dev/null >/dev/null 2>&1 &\necho $! > ${pidFile(name)}\n`, {
        mode: 0o755,
      });
      const stop = `/bin/sh -c 'kill $(cat ${pidFile(name)})'`;
      return `check process ${name} with pidfile ${pidFile(name)}\n start program = "${start}"\n stop program = "${stop.replaceAll('"', '\\"')}"\n`;
    });
    const head = `set daemon 1\nset pidfile ${folder}/pid\nset idfile ${folder}/id\nset statefile ${folder}/state\nset httpd unixsocket ${folder}/s allow localhost\n`;
    writeFileSync(file, head + starts.join(""), { mode: 0o600 });
    bench.atEnd(() => {
      for (const { name, program } of programs) endComponent(pidFile(name), program);
    });
    // Before monit looks for the first time: it would start them, too.
    for (const { name } of programs) if (spawnSync(join(folder, `${name}.start`)).status !== 0) throw new Error("no component");
    const child = keep({ argv: ["/usr/bin/monit", "-I", "-c", file] }, bench);
    return { pids: () => [child.pid], status: { argv: ["/usr/bin/monit", "-c", file, "summary"] }, restart: null };
  },
};

/** Its components are nobody's children. A pid that is another process's by now is left alone. */
function endComponent(file: string, program: string): void {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    const env = readFileSync(`/proc/${pid}/cmdline`, "latin1");
    if (env.includes("sleep") || env.includes(program)) process.kill(pid, "SIGKILL");
  } catch {
    // it has gone
  }
}
