import { Refusal } from "./refusal.mjs";

/** The longest side of an answer, in pixels. */
export const MAX_SIDE = 4000;

/**
 * The box that an image is to fit into, its proportions kept.
 *
 * @typedef {object} Box
 * @property {number} width
 * @property {number} height
 * @property {boolean} enlarge Whether a smaller image grows to fill it: only when a size was asked for.
 */

/**
 * Reads `wid` and `hei`; each may be missing.
 *
 * @param {URLSearchParams} query
 * @returns {Box}
 */
export function boxOf(query) {
  return {
    width: side(query, "wid") ?? MAX_SIDE,
    height: side(query, "hei") ?? MAX_SIDE,
    enlarge: query.has("wid") || query.has("hei"),
  };
}

/**
 * @param {URLSearchParams} query
 * @param {string} key
 */
function side(query, key) {
  const text = query.get(key);
  if (text === null) return undefined;
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= MAX_SIDE) return Number(text);
  throw new Refusal(400, `${key} must be a whole number from 1 to ${MAX_SIDE}, not "${text}"`);
}
