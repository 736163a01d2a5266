import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { keep } from "../kit/run-program.ts";
import { childrenOf } from "./children-of.ts";
import type { Supervisor } from "./supervised.ts";

/** s6-svscan with an s6-supervise for each component. */
export const s6: Supervisor = {
  name: "s6",
  needs: ["/usr/bin/s6-svscan"],
  async start(bench, folder, programs) {
    for (const { name, program } of programs) {
      mkdirSync(join(folder, name));
      symlinkSync(program, join(folder, name, "run"));
    }
    const child = keep({ argv: ["/usr/bin/s6-svscan", folder] }, bench); // SIGTERM: ends its services, then itself
    const folders = programs.map(({ name }) => join(folder, name));
    const each = (run: string) => ({ argv: ["/bin/sh", "-c", `for d; do ${run} "$d" & done; wait`, "sh", ...folders] }) as const;
    return {
      pids: () => [child.pid, ...childrenOf(child.pid)],
      status: each("/usr/bin/s6-svstat"),
      restart: each("/usr/bin/s6-svc -wr -r"),
    };
  },
};
