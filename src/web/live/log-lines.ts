/** So many lines are shown; older ones go. */
const MOST = 3_000;
/** So many wait while it is paused; the oldest go. */
const MOST_WAITING = 3_000;
/** Whoever is so near to the end, in pixels, is taken along. */
const NEAR = 40;

/** The lines of a log in a place of the page, as text and nothing else. Drawn by hand: there are thousands, and they only come and go. */
export class LogLines {
  readonly #place: HTMLElement;
  readonly #changed: () => void;
  #waiting: string[] = [];
  #paused = false;
  #search = "";
  #dropped = 0;
  #found = 0;

  /** @param changed called when one of the figures has changed. */
  constructor(place: HTMLElement, changed: () => void) {
    this.#place = place;
    this.#changed = changed;
    place.replaceChildren();
  }

  /** Lines that came while it was paused. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Lines that have what is searched for. */
  get found(): number {
    return this.#found;
  }

  /** Lines that had to go. */
  get dropped(): number {
    return this.#dropped;
  }

  add(lines: readonly string[]): void {
    if (this.#paused) {
      this.#waiting.push(...lines);
      this.#dropped += this.#waiting.splice(0, Math.max(0, this.#waiting.length - MOST_WAITING)).length;
    } else this.#show(lines);
    this.#changed();
  }

  clear(): void {
    this.#place.replaceChildren();
    this.#waiting = [];
    this.#found = 0;
    this.#dropped = 0;
  }

  /** Paused, what comes waits. */
  pause(paused: boolean): void {
    this.#paused = paused;
    if (paused) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#show(waiting);
    this.#changed();
  }

  /** Shows the lines only that have this text, whatever its case; empty: all. */
  search(text: string): void {
    this.#search = text.toLowerCase();
    this.#found = 0;
    for (const line of this.#place.children) if (line instanceof HTMLElement) this.#mark(line);
    this.#changed();
  }

  toEnd(): void {
    this.#place.scrollTop = this.#place.scrollHeight;
  }

  #show(lines: readonly string[]): void {
    const place = this.#place;
    const follows = place.scrollHeight - place.scrollTop - place.clientHeight < NEAR;
    const fresh = document.createDocumentFragment();
    for (const text of lines.slice(-MOST)) {
      const line = document.createElement("div");
      line.textContent = text === "" ? " " : text;
      this.#mark(line);
      fresh.append(line);
    }
    place.append(fresh);
    for (let over = place.childElementCount - MOST; over > 0; over--) {
      this.#dropped++;
      place.firstElementChild?.remove();
    }
    if (follows) this.toEnd();
  }

  #mark(line: HTMLElement): void {
    const found = this.#search === "" || (line.textContent ?? "").toLowerCase().includes(this.#search);
    line.hidden = !found;
    if (found && this.#search !== "") this.#found++;
  }
}
