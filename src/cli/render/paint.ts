/** The colours that mean something: green is well, yellow on its way or worth a look, red is bad, dim is at rest. */
export type Colour = "green" | "yellow" | "red" | "dim" | "bold";

/** Colours a text, or leaves it as it is where no colour is wanted. */
export type Paint = (colour: Colour, text: string) => string;

const CODES = { green: [32, 39], yellow: [33, 39], red: [31, 39], dim: [2, 22], bold: [1, 22] } as const satisfies Record<
  Colour,
  unknown
>;

/** Paints, or does not. */
export const paintWhere =
  (wanted: boolean): Paint =>
  (colour, text) => {
    const [on, off] = CODES[colour];
    return wanted && text !== "" ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  };
