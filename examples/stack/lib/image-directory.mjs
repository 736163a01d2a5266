import { readdir } from "node:fs/promises";
import { join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { Refusal } from "./refusal.mjs";

/** The images that come with the stack. */
export const DEFAULT_IMAGES = fileURLToPath(new URL("../images", import.meta.url));

/** A folder of images, known by their file names without the extension. Read anew each time: data files change. */
export class ImageDirectory {
  #path;
  #extensions;

  /**
   * @param {string} path
   * @param {string[]} extensions With the dot; other files are not seen.
   */
  constructor(path, extensions) {
    this.#path = path;
    this.#extensions = extensions;
  }

  /**
   * The path of an image. What a client sends is only compared with names, it never becomes part of a path.
   *
   * @param {string | null} name
   * @returns {Promise<string>}
   */
  async find(name) {
    if (!name) throw new Refusal(400, "name is missing");
    const images = await this.#list();
    const file = images.find((image) => parse(image).name === name);
    if (file) return join(this.#path, file);
    throw new Refusal(404, `no image "${name}" here; there are: ${images.map((image) => parse(image).name).join(", ")}`);
  }

  async #list() {
    const files = await readdir(this.#path);
    return files.filter((file) => this.#extensions.includes(parse(file).ext)).sort();
  }
}
