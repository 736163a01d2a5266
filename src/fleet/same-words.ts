import type { HostAddress } from "../core/inventory.ts";

/** The names by which a host may appear in what is said of it. */
export interface HostWords {
  readonly name: string;
  readonly address: HostAddress | null;
}

const ADDRESS = /\[[0-9a-f:.]*:[0-9a-f:.]*\](?::\d+)?|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\w.]*\w)/gi;
const PIDS = /\bpid \d+(?:, \d+)*/g;
const LEFT = /\b(?:\d+(?:\.\d+)?(?:ms|s|m|h|d) ?)+(?= ?left\b)/g;

/**
 * What is said of a host, in words that are the same for every host of which the same is said: its name and address, other
 * addresses, pids and time that runs down are taken out.
 */
export function sameWords(text: string, { name, address }: HostWords): string {
  const own = address === null ? [name] : [name, `${address.host}:${address.port}`, address.host];
  const named = own.sort((a, b) => b.length - a.length).reduce((said, word) => said.replaceAll(whole(word), "HOST"), text);
  return named
    .replace(/\bHOST:\d+\b/g, "HOST")
    .replace(ADDRESS, "ADDRESS")
    .replace(PIDS, "pid PID")
    .replace(LEFT, "TIME ");
}

/** The word where it is not a part of a longer name. */
const whole = (word: string): RegExp =>
  new RegExp(`(?<![\\w.-])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-]|\\.\\w)`, "g");
