import type { Ms } from "../../core/duration.ts";
import type { UsagePoint } from "../../core/usage-history.ts";

/** One look at a process tree. */
export interface UsageSample {
  readonly memoryBytes: number;
  readonly cpuPercent: number;
}

const KIB = 1_024;
const MOST_KIB = 2 ** 32 - 1;
/** Per step: its number, mean and peak in KiB, processor use; 4 bytes each. */
const POINT_BYTES = 16;

/**
 * Memory and processor use in steps of one length, so many of them: 16 bytes each, whatever happens. A step is told by
 * its number since 1970, so that gaps are gaps. Where the wall clock is set back, what would lie in the future is forgotten;
 * by no more than a step, it is waited for.
 */
export class UsageRing {
  readonly step: Ms;
  readonly #length: number;
  readonly #steps: Uint32Array;
  readonly #meanKib: Uint32Array;
  readonly #peakKib: Uint32Array;
  readonly #cpu: Float32Array;
  /** The number of the newest step; 0: there is none. */
  #newest = 0;
  /** Of the newest step, exactly: how many samples it has, and their means. */
  #count = 0;
  #memory = 0;
  #processor = 0;

  constructor(step: Ms, length: number) {
    this.step = step;
    this.#length = length;
    this.#steps = new Uint32Array(length);
    this.#meanKib = new Uint32Array(length);
    this.#peakKib = new Uint32Array(length);
    this.#cpu = new Float32Array(length);
  }

  /** When the newest step ends; null: nothing was ever taken in. */
  get newestEnd(): Date | null {
    return this.#newest === 0 ? null : new Date((this.#newest + 1) * this.step);
  }

  /** Takes a sample into the step of that moment. */
  add(at: Date, { memoryBytes, cpuPercent }: UsageSample): void {
    const step = this.#stepFor(at);
    if (step > this.#newest) this.#begin(step);
    this.#count++;
    this.#memory += (memoryBytes - this.#memory) / this.#count;
    this.#processor += (cpuPercent - this.#processor) / this.#count;
    const index = step % this.#length;
    const kib = Math.min(MOST_KIB, Math.ceil(memoryBytes / KIB));
    this.#meanKib[index] = Math.min(MOST_KIB, Math.round(this.#memory / KIB));
    this.#peakKib[index] = Math.max(this.#peakKib[index] ?? 0, kib);
    this.#cpu[index] = this.#processor;
  }

  /** Those that end at this moment or later, the oldest first. The end of one that goes on is now. */
  points(since: Date | null, now: Date): readonly UsagePoint[] {
    const points: UsagePoint[] = [];
    const present = Math.floor(now.getTime() / this.step);
    for (let step = Math.max(0, present - this.#length) + 1; step <= Math.min(present + 1, this.#newest); step++) {
      const index = step % this.#length;
      const at = new Date(Math.min((step + 1) * this.step, Math.max(now.getTime(), step * this.step + 1)));
      if (this.#steps[index] !== step || (since !== null && at < since)) continue;
      points.push({
        at,
        memoryBytes: (this.#meanKib[index] ?? 0) * KIB,
        peakBytes: (this.#peakKib[index] ?? 0) * KIB,
        cpuPercent: Math.round((this.#cpu[index] ?? 0) * 100) / 100,
      });
    }
    return points;
  }

  /** All of it as bytes: how many samples the newest step has, then the steps that there are, the oldest first. */
  pack(): Buffer {
    const kept: number[] = [];
    for (let step = Math.max(1, this.#newest - this.#length + 1); step <= this.#newest; step++)
      if (this.#steps[step % this.#length] === step) kept.push(step % this.#length);
    const bytes = Buffer.alloc(4 + kept.length * POINT_BYTES);
    bytes.writeUInt32LE(this.#count);
    kept.forEach((index, nth) => {
      const at = 4 + nth * POINT_BYTES;
      bytes.writeUInt32LE(this.#steps[index] ?? 0, at);
      bytes.writeUInt32LE(this.#meanKib[index] ?? 0, at + 4);
      bytes.writeUInt32LE(this.#peakKib[index] ?? 0, at + 8);
      bytes.writeFloatLE(this.#cpu[index] ?? 0, at + 12);
    });
    return bytes;
  }

  /** What {@link pack} gave; null where the bytes are none of it. */
  static unpack(bytes: Buffer, step: Ms, length: number): UsageRing | null {
    if (bytes.length < 4 || (bytes.length - 4) % POINT_BYTES !== 0) return null;
    const ring = new UsageRing(step, length);
    for (let at = 4; at < bytes.length; at += POINT_BYTES) {
      const [number, cpu] = [bytes.readUInt32LE(at), bytes.readFloatLE(at + 12)];
      if (number <= ring.#newest || !Number.isFinite(cpu) || cpu < 0) return null;
      ring.#begin(number);
      const index = number % length;
      ring.#meanKib[index] = bytes.readUInt32LE(at + 4);
      ring.#peakKib[index] = bytes.readUInt32LE(at + 8);
      ring.#cpu[index] = cpu;
    }
    const newest = ring.#newest % length;
    ring.#count = Math.max(1, bytes.readUInt32LE());
    ring.#memory = (ring.#meanKib[newest] ?? 0) * KIB;
    ring.#processor = ring.#cpu[newest] ?? 0;
    return ring;
  }

  #stepFor(at: Date): number {
    const step = Math.floor(at.getTime() / this.step);
    if (step >= this.#newest) return step;
    if (step === this.#newest - 1) return this.#newest;
    for (let index = 0; index < this.#length; index++) if ((this.#steps[index] ?? 0) >= step) this.#steps[index] = 0;
    this.#newest = step - 1;
    return step;
  }

  #begin(step: number): void {
    this.#newest = step;
    this.#count = 0;
    this.#memory = 0;
    this.#processor = 0;
    const index = step % this.#length;
    this.#steps[index] = step;
    this.#meanKib[index] = 0;
    this.#peakKib[index] = 0;
    this.#cpu[index] = 0;
  }
}
