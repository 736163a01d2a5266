import { type FleetWorld, type ProgramResult, SOURCE_TIMEOUT, type SrvRecord } from "../../../src/config/fleet-source.ts";
import { type LoadedInventory, readInventory } from "../../../src/config/read-inventory.ts";
import { describeProblem, FaultError, isFault } from "../../../src/core/fault.ts";
import { hostLanguage } from "../../../src/fleet/host-language.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

export const FILE = "/etc/imageserving/fleet.yaml";

/** What there is to read beside the file itself. */
export interface Around {
  readonly files?: Readonly<Record<string, string>>;
  readonly run?: (program: string, signal: AbortSignal) => Promise<ProgramResult>;
  readonly srv?: (name: string) => Promise<readonly SrvRecord[]>;
  readonly clock?: FakeClock;
}

const unexpected = async () => {
  throw new Error("not expected");
};

export function world({ files = {}, run = unexpected, srv = unexpected, clock = new FakeClock() }: Around): FleetWorld {
  const readFile = async (file: string) => {
    const text = files[file];
    if (text === undefined) throw new FaultError({ code: "NOT_CONFIGURED", file });
    return text;
  };
  return { readFile, runProgram: run, resolveSrv: srv, clock };
}

export const load = (text: string, around: Around = {}): Promise<LoadedInventory> =>
  readInventory(FILE, hostLanguage, world({ ...around, files: { [FILE]: text, ...around.files } }));

export const from = (named: string, around: Around): Promise<LoadedInventory> =>
  readInventory(named, hostLanguage, world(around));

/** What is wrong, as lines; without the name of the file itself in front. */
export async function problems(reading: Promise<LoadedInventory>): Promise<readonly string[]> {
  try {
    await reading;
    return [];
  } catch (error) {
    if (!isFault(error, "INVALID_CONFIG")) throw error;
    return error.fault.problems
      .map(describeProblem)
      .map((line) => (line.startsWith(`${FILE}:`) ? line.slice(FILE.length + 1) : line));
  }
}

export { SOURCE_TIMEOUT };
