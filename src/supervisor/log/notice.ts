/** What the keeper of a log has to tell the operator. */
export interface LogNotice {
  /**
   * `fallback`: lines may be lost at each rotation, for the file system offers no better way; said once.
   * `dropped`: rotated files were removed before their time, to make room.
   * `failed`: something went wrong and will be tried again; said once as long as it stays the same.
   */
  readonly kind: "fallback" | "dropped" | "failed";
  /** The live file, or the rotated file in question. */
  readonly file: string;
  /** For people. */
  readonly text: string;
}

/** Receives notices; must not throw. */
export type ReportNotice = (notice: LogNotice) => void;
