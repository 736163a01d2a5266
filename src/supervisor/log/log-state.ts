import type { Collapse } from "./collapse.ts";
import { LiveFile } from "./live-file.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import { RotatedFiles } from "./rotated-files.ts";

/** What the rotation and the readers of one log share: its files, and the lock under which they change their places. */
export class LogState {
  readonly live: LiveFile;
  readonly files: RotatedFiles;
  readonly collapse: Collapse;
  readonly #recover: (log: LogState) => Promise<void>;
  readonly #lock = new OneAtATime();
  #orderly = false;

  /** @param recover puts in order what was left half done. */
  constructor(path: string, collapse: Collapse, recover: (log: LogState) => Promise<void>) {
    this.#recover = recover;
    this.live = new LiveFile(path);
    this.files = new RotatedFiles(path);
    this.collapse = collapse;
  }

  /** Runs `act` while no file changes its place, after a look at the live file. Whatever was left half done is put in order first. */
  still<T>(act: () => Promise<T>): Promise<T> {
    return this.#lock.run(async () => {
      if (!this.#orderly) await this.#recover(this);
      this.#orderly = true;
      await this.live.look();
      return act();
    });
  }

  /** As {@link still}, for what moves files: where `act` fails halfway, the next who comes here finishes or undoes it. */
  change<T>(act: () => Promise<T>): Promise<T> {
    return this.still(async () => {
      this.#orderly = false;
      const result = await act();
      this.#orderly = true;
      return result;
    });
  }

  /** A file that is not finished was left behind. */
  leftBehind(): void {
    this.#orderly = false;
  }
}
