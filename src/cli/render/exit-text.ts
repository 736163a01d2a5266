import { humanDuration, ms } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { ExitRecord } from "../../core/status.ts";

/** How a process ended and how long ago: `code 143, 12s ago`, `killed by SIGKILL, 3d 4h ago`. */
export function describeExit(exit: ExitRecord, now: Date): string {
  const ago = humanDuration(ms(Math.max(0, now.getTime() - exit.at.getTime())));
  return `${how(exit)}, ${ago} ago`;
}

function how(exit: ExitRecord): string {
  if (exit.signal !== null && exit.signal !== "") return `killed by ${harmlessText(exit.signal)}`;
  return exit.code === null ? "exit status not known" : `code ${exit.code}`;
}
