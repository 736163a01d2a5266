/**
 * Ends a process that has not served anything yet.
 *
 * @param {string} message What is wrong, for whoever started it.
 * @param {1 | 2} code 1: it cannot run here. 2: it was called wrongly.
 * @returns {never}
 */
export function die(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
