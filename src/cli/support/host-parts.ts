import type { Outcome } from "../../fleet/outcome.ts";

/** What is to be collected of each host. */
export interface SupportWish {
  /** Not older than this; by the clock of this command. */
  readonly since: Date;
  /** Of each log, so many of the last lines. */
  readonly lines: number;
  /** Of each host, before it is packed, in bytes. */
  readonly mostBytes: number;
}

/** One file of the archive. */
export interface PartFile {
  /** Below the folder of its host: `logs/is.log`. */
  readonly name: string;
  readonly content: Buffer;
  /** What was left out of it, one sentence; null: nothing. */
  readonly cut: string | null;
}

/** Something that should be in the archive and is not. */
export interface MissingPart {
  readonly part: string;
  readonly why: string;
}

/** What was collected of one host. */
export interface HostParts {
  /** Empty: no agent told it. */
  readonly version: string;
  readonly files: readonly PartFile[];
  readonly missing: readonly MissingPart[];
  /** Whether what is missing was there to be had: without an agent nobody remembers events. */
  readonly failed: boolean;
}

/** A host in the manifest. */
export interface ManifestHost {
  readonly host: string;
  readonly outcome: Outcome;
  readonly version: string | null;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly cut: string | null }[];
  readonly missing: readonly MissingPart[];
}

/** Where the archive came to be, and what is in it. */
export interface Packed {
  /** Null: it went to standard output. */
  readonly file: string | null;
  readonly bytes: number;
  readonly hosts: readonly ManifestHost[];
  readonly jumpBox: ManifestHost | null;
}

/** Any data as a file of JSON. */
export const jsonFile = (name: string, data: unknown, cut: string | null = null): PartFile => ({
  name,
  content: Buffer.from(`${JSON.stringify(data, null, 1)}\n`),
  cut,
});

/** Lines as a file. */
export const linesFile = (name: string, lines: readonly string[], cut: string | null = null): PartFile => ({
  name,
  content: Buffer.from(lines.map((line) => `${line}\n`).join("")),
  cut,
});
