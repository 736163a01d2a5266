import type * as SyncFs from "node:fs";
import type * as Fs from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

/** The life of a process that can be ended between any two of the steps in which it changes files. */
export const life = {
  steps: 0,
  diesAt: Number.POSITIVE_INFINITY,
  dead: false,
  /** What the rest of the world does between two steps. */
  meanwhile: () => {},
  trail: [] as string[],
};

/** A process that ends at its `diesAt`th step. */
export function live(diesAt: number, meanwhile: () => void): void {
  Object.assign(life, { steps: 0, diesAt, dead: false, meanwhile, trail: [] });
}

class Killed extends Error {
  override readonly message = "killed";
}

/** One step; throws, now and ever after, where it is the last. Nothing happens `meanwhile` where the process does not wait for it. */
export function step(name: string, waits = true): void {
  if (life.dead) throw new Killed();
  if (waits) life.meanwhile();
  life.steps++;
  life.trail.push(name);
  if (life.steps < life.diesAt) return;
  life.dead = true;
  throw new Killed();
}

type Act = (...args: never[]) => unknown;

const dying =
  (act: Act): Act =>
  (...args) => {
    if (life.dead) throw new Killed();
    return act(...args);
  };

/** A step that may be cut short in its middle: a kill leaves half of the bytes written. */
function mortalHandle(file: FileHandle): FileHandle {
  const write = async (bytes: Buffer, offset: number, length: number, position: number | null) => {
    try {
      step("write");
    } catch (error) {
      if (life.steps === life.diesAt) {
        life.steps++; // half of it once
        await file.write(bytes, offset, length >> 1, position);
      }
      throw error;
    }
    return file.write(bytes, offset, length, position);
  };
  const steps = new Set(["sync", "datasync", "utimes", "writeFile", "truncate"]);
  return new Proxy(file, {
    get(target, name) {
      const member = Reflect.get(target, name, target);
      if (name === "write") return write;
      if (typeof member !== "function") return member;
      if (["close", "createReadStream", Symbol.asyncDispose].includes(name)) return member.bind(target);
      return async (...args: unknown[]) => {
        if (steps.has(String(name))) step(String(name));
        else if (life.dead) throw new Killed();
        if (String(name).endsWith("sync")) return; // a kill takes nothing from the kernel: the tests need not wait for the disk
        return member.apply(target, args);
      };
    },
  });
}

/** `node:fs/promises` of such a process. */
export function mortalFs(real: typeof Fs): typeof Fs {
  const all = Object.entries(real).map(([name, act]) => [name, typeof act === "function" ? dying(act as Act) : act]);
  const changing =
    (name: "rename" | "rm", act: Act) =>
    async (...args: never[]) => {
      step(name);
      return act(...args);
    };
  const open = async (...args: Parameters<typeof Fs.open>) => {
    if (args[1] === "w") step("create");
    else if (life.dead) throw new Killed();
    return mortalHandle(await real.open(...args));
  };
  return { ...Object.fromEntries(all), open, rename: changing("rename", real.rename), rm: changing("rm", real.rm) };
}

/** `node:fs` of such a process, as far as it changes files. */
export function mortalSyncFs(real: typeof SyncFs): typeof SyncFs {
  const changing =
    (name: string, act: Act) =>
    (...args: never[]) => {
      step(name, false);
      return act(...args);
    };
  return {
    ...real,
    writeSync: changing("writeSync", real.writeSync),
    ftruncateSync: changing("truncate", real.ftruncateSync),
  } as typeof SyncFs;
}
