import { writeSync } from "node:fs";

/** @typedef {(event: string) => void} Log */

/**
 * Writes one line per event to stdout: time, server, event.
 *
 * @param {string} server
 * @returns {Log}
 */
export function logOf(server) {
  return (event) => {
    try {
      writeSync(1, `${new Date().toISOString()} ${server} ${event}\n`);
    } catch {
      // A full disk or a reader that has gone costs the line, not the server.
    }
  };
}
