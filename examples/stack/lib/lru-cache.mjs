/**
 * Keeps what was used last, up to a number of bytes and an age.
 *
 * @template {{ body: Uint8Array }} Value
 */
export class LruCache {
  /**
   * In the order of use, the longest unused first.
   *
   * @type {Map<string, { value: Value, until: number }>}
   */
  #entries = new Map();
  #bytes = 0;
  #maxBytes;
  #maxAgeMs;

  /** @param {{ maxBytes: number, maxAgeMs: number }} limits */
  constructor({ maxBytes, maxAgeMs }) {
    this.#maxBytes = maxBytes;
    this.#maxAgeMs = maxAgeMs;
  }

  get size() {
    return this.#entries.size;
  }

  get bytes() {
    return this.#bytes;
  }

  /**
   * @param {string} key
   * @returns {Value | undefined}
   */
  get(key) {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#drop(key, entry);
    if (entry.until < performance.now()) return undefined;
    this.#add(key, entry);
    return entry.value;
  }

  /**
   * @param {string} key
   * @param {Value} value
   */
  set(key, value) {
    const old = this.#entries.get(key);
    if (old) this.#drop(key, old);
    this.#add(key, { value, until: performance.now() + this.#maxAgeMs });
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#drop(oldest, entry);
    }
  }

  /**
   * @param {string} key
   * @param {{ value: Value, until: number }} entry
   */
  #add(key, entry) {
    this.#entries.set(key, entry);
    this.#bytes += entry.value.body.length;
  }

  /**
   * @param {string} key
   * @param {{ value: Value, until: number }} entry
   */
  #drop(key, entry) {
    this.#entries.delete(key);
    this.#bytes -= entry.value.body.length;
  }
}
