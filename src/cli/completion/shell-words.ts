/** A word as a shell reads it. */
export interface ShellWord {
  /** Without quotes and backslashes; nothing is expanded. */
  readonly text: string;
  /** The quote that is still open at its end. */
  readonly quote: "'" | '"' | null;
}

/** The next thing in a line: quoted, after a backslash, blanks, or plain. A quote that nobody closes goes on to the end. */
const PART = /'([^']*)('?)|"((?:\\[\s\S]|[^"\\])*)("?)|\\([\s\S]?)|(\s+)|([^\s'"\\]+)|([\s\S])/gy;

/** The words of a line. The last one is that at its end, where more may be typed: empty after a blank, and where there is nothing. */
export function shellWords(line: string): readonly ShellWord[] {
  const words: ShellWord[] = [];
  let [text, quote, begun]: [string, ShellWord["quote"], boolean] = ["", null, false];
  const add = (more: string, open: ShellWord["quote"] = null) => {
    [text, quote, begun] = [text + more, open, true];
  };
  for (const [, single, singleEnd, double, doubleEnd, escaped, blank, plain, other] of line.matchAll(PART)) {
    if (single !== undefined) add(single, singleEnd === "" ? "'" : null);
    else if (double !== undefined) add(double.replaceAll(/\\([$`"\\])/g, "$1"), doubleEnd === "" ? '"' : null);
    else if (blank === undefined) add(escaped ?? plain ?? other ?? "");
    else {
      if (begun) words.push({ text, quote });
      [text, quote, begun] = ["", null, false];
    }
  }
  return [...words, { text, quote }];
}
