/** One server-sent event. */
export interface ServerEvent {
  /** What to resume after; null: nothing is said. */
  readonly id: string | null;
  readonly data: string;
}

/** Takes server-sent events out of text that comes in pieces. What is not yet whole is kept; it never is more than one event. */
export class EventParser {
  #rest = "";

  /** The events that are whole with this piece. */
  take(piece: string): readonly ServerEvent[] {
    const blocks = (this.#rest + piece).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    return blocks.map(parse).filter(({ data }) => data !== "");
  }
}

function parse(block: string): ServerEvent {
  const lines = block.split("\n");
  const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
  return { id: field("id"), data: field("data") ?? "" };
}
