import { statSync } from "node:fs";
import { parseArgs } from "node:util";
import { die } from "./die.mjs";

/**
 * One argument, `--NAME VALUE`.
 *
 * @typedef {object} Argument
 * @property {string} value How usage names the value.
 * @property {(text: string) => unknown} read Throws when the text will not do.
 * @property {unknown} [or] Taken when the argument is not given; without it the argument is required.
 */

/** @typedef {{ port: number, host: string, "start-delay": number }} Common */

/** @type {Record<string, Argument>} */
const COMMON = {
  port: { value: "N", read: wholeNumber(65_535) },
  host: { value: "HOST", read: String, or: "127.0.0.1" },
  "start-delay": { value: "MS", read: wholeNumber(600_000), or: 0 },
};

/**
 * Reads the command line. Whatever is wrong with it ends the process with usage on stderr and exit code 2.
 *
 * @template {Record<string, Argument>} Own
 * @param {string} server
 * @param {Own} own Arguments beside those that every server has.
 * @returns {Common & { [Name in keyof Own]: ReturnType<Own[Name]["read"]> }}
 */
export function readArguments(server, own) {
  const known = { ...COMMON, ...own };
  try {
    return /** @type {any} */ (readAll(known));
  } catch (error) {
    return die(`${server}: ${error.message}\n${usage(server, known)}`, 2);
  }
}

/** @param {Record<string, Argument>} known */
function readAll(known) {
  const options = Object.fromEntries(Object.keys(known).map((name) => [name, { type: /** @type {const} */ ("string") }]));
  const { values } = parseArgs({ options });
  return Object.fromEntries(Object.entries(known).map(([name, argument]) => [name, readOne(name, argument, values[name])]));
}

/**
 * @param {string} name
 * @param {Argument} argument
 * @param {string | undefined} text
 */
function readOne(name, argument, text) {
  if (text === undefined && "or" in argument) return argument.or;
  if (text === undefined) throw new Error(`--${name} is missing`);
  try {
    return argument.read(text);
  } catch (error) {
    throw new Error(`--${name}: ${error.message}`);
  }
}

/**
 * @param {string} server
 * @param {Record<string, Argument>} known
 */
function usage(server, known) {
  const shown = Object.entries(known).map(([name, { value, ...rest }]) =>
    "or" in rest ? `[--${name} ${value}]` : `--${name} ${value}`,
  );
  return `usage: node ${server}.mjs ${shown.join(" ")}`;
}

/**
 * @param {number} max
 * @returns {(text: string) => number}
 */
function wholeNumber(max) {
  return (text) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) > max)
      throw new Error(`a whole number from 0 to ${max} is wanted, not "${text}"`);
    return Number(text);
  };
}

/**
 * Reads `HOST:PORT`.
 *
 * @param {string} text
 */
export function hostAndPort(text) {
  const [, port] = /^[\w.-]+:(\d{1,5})$/.exec(text) ?? [];
  if (!(Number(port) >= 1 && Number(port) <= 65_535)) throw new Error(`HOST:PORT is wanted, not "${text}"`);
  return text;
}

/**
 * Reads the path of a folder that exists.
 *
 * @param {string} text
 */
export function folder(text) {
  if (!statSync(text, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`there is no folder "${text}"`);
  return text;
}
