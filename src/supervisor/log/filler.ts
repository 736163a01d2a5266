/** How many hexadecimal digits the nonce of a filler has. */
export const NONCE_DIGITS = 12;

const asBlanks = (hex: string) =>
  [...hex]
    .map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, "0").replaceAll("0", " ").replaceAll("1", "\t"))
    .join("");

const MAGIC = asBlanks("b3a5"); // a row of blanks that no program writes by itself
const HEADER = MAGIC.length + NONCE_DIGITS * 4;
const [SPACE, NEWLINE] = [0x20, 0x0a];

/** The shortest filler, in bytes. */
export const FILLER_MIN = HEADER + 1;

/**
 * A blank line of exactly `length` bytes, at least {@link FILLER_MIN}. It takes the place of lines that were moved to a rotated file.
 * The nonce is written in it as spaces and tabs, so that one filler can be told from another and from a blank line of the component's own.
 */
export function makeFiller(length: number, nonce: string): Buffer {
  const filler = Buffer.alloc(length, SPACE);
  filler.write(MAGIC + asBlanks(nonce), "latin1");
  filler[length - 1] = NEWLINE;
  return filler;
}

/** The filler that `head`, the first bytes of a file, begins with; null where there is none, or no end of it. */
export function readFiller(head: Buffer): { readonly length: number; readonly nonce: string } | null {
  const text = head.toString("latin1", 0, HEADER);
  if (text.length < HEADER || !text.startsWith(MAGIC) || !/^[ \t]+$/.test(text)) return null;
  let end = HEADER;
  while (head[end] === SPACE) end++;
  if (head[end] !== NEWLINE) return null;
  const bits = text.slice(MAGIC.length).replaceAll(" ", "0").replaceAll("\t", "1");
  return { length: end + 1, nonce: BigInt(`0b${bits}`).toString(16).padStart(NONCE_DIGITS, "0") };
}
