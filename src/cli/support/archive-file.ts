import { type FileHandle, link, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Writable } from "node:stream";
import { errnoOf, FaultError, messageOf } from "../../core/fault.ts";

/** A new file that nobody sees before it is whole, and that only its owner may read. */
export class ArchiveFile {
  readonly path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  readonly stream: Writable;

  /** Rejects with BAD_FILE where there is a file already, or none can be made. @param path absolute */
  static async create(path: string): Promise<ArchiveFile> {
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
    try {
      if (await isThere(path)) throw inTheWay(path);
      return new ArchiveFile(path, temporary, await open(temporary, "wx", 0o600));
    } catch (error) {
      throw error instanceof FaultError ? error : badFile(path, error);
    }
  }

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.path = path;
    this.#temporary = temporary;
    this.#handle = handle;
    // A stream of Node's own closes the file, or never ends; this one leaves it open, to be synced.
    this.stream = new Writable({ write: (chunk: Buffer, _, done) => void handle.writeFile(chunk).then(() => done(), done) });
  }

  /** Gives it its name, once all is written; resolves with its size. Rejects with BAD_FILE; then nothing is left. */
  async keep(): Promise<number> {
    try {
      await this.#handle.sync();
      const { size } = await this.#handle.stat();
      await this.#handle.close();
      await this.#name();
      return size;
    } catch (error) {
      await this.discard();
      throw error instanceof FaultError ? error : badFile(this.path, error);
    }
  }

  /** Leaves nothing. Never rejects. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true }).catch(() => {});
  }

  /** A link is refused where there is a file by now, which a rename would replace. */
  async #name(): Promise<void> {
    try {
      await link(this.#temporary, this.path);
      await rm(this.#temporary, { force: true });
    } catch (error) {
      if (errnoOf(error) === "EEXIST" || (await isThere(this.path))) throw inTheWay(this.path);
      await rename(this.#temporary, this.path); // on a file system without links
    }
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const inTheWay = (path: string): FaultError =>
  new FaultError({ code: "BAD_FILE", path, cause: "it exists already", remedy: "name another file with --file" });

const badFile = (path: string, error: unknown): FaultError =>
  new FaultError({ code: "BAD_FILE", path, cause: messageOf(error), remedy: "name a file with --file that can be written" });
