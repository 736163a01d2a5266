import { Resolver } from "node:dns/promises";
import type { FleetWorld } from "../../config/fleet-source.ts";
import { readFleetFile } from "../../config/read-inventory.ts";
import type { Terminal } from "../terminal.ts";
import { runProgram } from "./run-program.ts";

/** The world from which this command reads inventories. Programs and questions to DNS end when it is interrupted. */
export const fleetWorld = ({ clock, interrupted }: Pick<Terminal, "clock" | "interrupted">): FleetWorld => ({
  clock,
  readFile: readFleetFile,
  runProgram: (program, signal) => runProgram(program, AbortSignal.any([signal, interrupted])),
  resolveSrv: async (name) => {
    interrupted.throwIfAborted();
    const resolver = new Resolver();
    const cancel = () => resolver.cancel();
    interrupted.addEventListener("abort", cancel, { once: true });
    try {
      return await resolver.resolveSrv(name);
    } finally {
      interrupted.removeEventListener("abort", cancel);
    }
  },
});
