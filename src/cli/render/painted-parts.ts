import { cutTo, displayWidth } from "./display-width.ts";
import type { Colour, Paint } from "./paint.ts";

/** A piece of a line; it must be harmless already. */
export interface Part {
  readonly text: string;
  readonly colour?: Colour | undefined;
}

/** The parts one behind the other, cut to `width` columns before they are coloured: a colour takes no room, and is never cut. */
export function paintParts(width: number, parts: readonly Part[], paint: Paint): string {
  const whole = parts.reduce((sum, { text }) => sum + displayWidth(text), 0) <= width;
  let room = whole ? width : width - 1; // for the mark that something is missing
  let line = "";
  for (const { text, colour } of parts) {
    const fits = displayWidth(text) <= room;
    const shown = fits ? text : cutTo(room + 1, text);
    line += colour === undefined ? shown : paint(colour, shown);
    room -= displayWidth(text);
    if (!fits) break;
  }
  return line;
}
