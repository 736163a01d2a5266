import { expandPattern, MAX_EXPANSION, parsePattern } from "./host-pattern.ts";
import { readingSelector, SelectorMistake } from "./selector-mistake.ts";

/** How hosts may be called, as people read it in a message. */
export const HOST_NAME_RULE = "letters, digits, dots, dashes and underscores, a letter or digit first and last";

const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/;
const HOST_CHAR = /^[A-Za-z0-9._-]$/;

/**
 * The names that a text stands for, in the order in which it has them, each once: `node[01-20].ams`,
 * `rack[1-4]node[01-10]`, `web[0-10/2],db1`.
 * @throws FaultError INVALID_SELECTOR
 */
export function expandHosts(text: string): readonly string[] {
  return readingSelector(text, () => {
    const names = new Set<string>();
    for (const { word, offset } of splitAtCommas(text)) {
      for (const name of expandName(word, offset)) names.add(name);
      if (names.size > MAX_EXPANSION) throw new SelectorMistake(offset, `more than ${MAX_EXPANSION} names`);
    }
    return [...names];
  });
}

/** The names of one word without commas outside of its brackets. `at` is where it stands in the whole text. */
export function expandName(word: string, at: number): readonly string[] {
  const names = expandPattern(parsePattern(word, at, HOST_CHAR));
  const wrong = names.find((name) => !HOST_NAME.test(name));
  if (wrong === undefined) return names;
  throw new SelectorMistake(at, wrong === "" ? "a host name is missing" : `"${wrong}" is no host name; write ${HOST_NAME_RULE}`);
}

/** The parts between the commas that are not in brackets. A bracket that is not closed reaches to the end. */
function* splitAtCommas(text: string): Generator<{ readonly word: string; readonly offset: number }> {
  const end = /,|\[[^\]]*(?:\]|$)/g;
  let offset = 0;
  for (const found of text.matchAll(end)) {
    if (found[0] !== ",") continue;
    yield { word: text.slice(offset, found.index), offset };
    offset = found.index + 1;
  }
  yield { word: text.slice(offset), offset };
}
