import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { endChild, keep } from "../kit/run-program.ts";
import { childrenOf } from "./children-of.ts";
import type { Supervisor } from "./supervised.ts";

/** runsvdir with a runsv for each component. */
export const runit: Supervisor = {
  name: "runit",
  needs: ["/usr/bin/runsvdir"],
  async start(bench, folder, programs) {
    for (const { name, program } of programs) {
      mkdirSync(join(folder, name));
      symlinkSync(program, join(folder, name, "run"));
    }
    const child = keep({ argv: ["/usr/bin/runsvdir", "-P", folder] }, bench);
    bench.atEnd(() => endChild(child, "SIGHUP")); // tells its runsv to end their components
    const names = programs.map(({ name }) => name);
    const sv = (what: string) => ({ argv: ["/usr/bin/sv", what, ...names], env: { SVDIR: folder } }) as const;
    return { pids: () => [child.pid, ...childrenOf(child.pid)], status: sv("status"), restart: sv("restart") };
  },
};
