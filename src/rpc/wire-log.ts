import type { LogLines } from "../core/host-service.ts";
import type { LogChunk, LogChunk__Output } from "./gen/imageserving/v1/LogChunk.ts";
import { nameFromAgent } from "./wire-value.ts";

// Far below the 4 MiB that a peer accepts, and small enough that a slow reader holds little of ours.
const CHUNK_CHARS = 128 * 1024;

/** Lines of a log for the wire, in as many messages as keep each one small. */
export function* logLinesToWire(log: LogLines): Generator<LogChunk> {
  let lines: string[] = [];
  let chars = 0;
  for (const line of log.lines) {
    if (lines.length > 0 && chars + line.length > CHUNK_CHARS) {
      yield { component: log.component, lines };
      [lines, chars] = [[], 0];
    }
    lines.push(line);
    chars += line.length + 8; // a line costs something even where it is empty
  }
  if (lines.length > 0) yield { component: log.component, lines };
}

/** Lines of a log from the wire. */
export const logLinesFromWire = (wire: LogChunk__Output): LogLines => ({
  component: nameFromAgent(wire.component),
  lines: wire.lines,
});
