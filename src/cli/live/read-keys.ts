import type { Key as InkKey } from "ink";
import type { Key } from "./press-key.ts";

/** Pure. The keys in what the terminal sent at once: one, or the characters of what was pasted or typed fast. */
export function readKeys(input: string, key: InkKey): readonly Key[] {
  if (key.ctrl) return input === "c" ? [{ t: "interrupt" }] : [];
  const named = namedKey(key);
  if (named !== null) return [named];
  if (key.tab) return [];
  // Escape and a letter right behind it look like Alt and that letter, which means nothing here.
  if (key.meta) return [{ t: "escape" }, ...readKeys(input, { ...key, meta: false }).map(together)];
  const chars = [...input];
  return chars.flatMap((char): readonly Key[] => {
    if (char === "\r" || char === "\n") return [{ t: "enter" }];
    if (char === "\x7f" || char === "\b") return [{ t: "backspace" }];
    if (char === "\x03") return [{ t: "interrupt" }];
    return /[\p{Cc}\p{Cs}]/u.test(char) ? [] : [{ t: "char", char, together: chars.length > 1 }];
  });
}

const together = (key: Key): Key => (key.t === "char" ? { ...key, together: true } : key);

function namedKey(key: InkKey): Key | null {
  if (key.upArrow) return { t: "up" };
  if (key.downArrow) return { t: "down" };
  if (key.pageUp) return { t: "page-up" };
  if (key.pageDown) return { t: "page-down" };
  if (key.home) return { t: "home" };
  if (key.end) return { t: "end" };
  if (key.return || key.rightArrow) return { t: "enter" };
  if (key.escape || key.leftArrow) return { t: "escape" };
  return key.backspace || key.delete ? { t: "backspace" } : null;
}
