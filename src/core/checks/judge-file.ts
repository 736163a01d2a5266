import { error, note, ok, type Verdict, warning } from "./findings.ts";

/** What is at a path, as far as who looks may see it. */
export type PathFacts =
  | { readonly t: "missing" }
  | {
      readonly t: "there";
      readonly kind: "file" | "folder" | "socket" | "other";
      readonly uid: number;
      /** The permission bits. */
      readonly mode: number;
      /** By who looks; null: not asked. */
      readonly readable: boolean | null;
      readonly writable: boolean | null;
    };

/** What should be there. */
export interface PathExpectation {
  /** For people: `the state folder`. */
  readonly what: string;
  readonly kind: "file" | "folder" | "socket";
  /** `later`: it is made when it is needed. */
  readonly missing: "error" | "warning" | "later";
  /** Whether nobody but its owner has any business in it, as in a private key. */
  readonly secret: boolean;
  /** Whether who looks must be able to write there; else to read. */
  readonly written: boolean;
  /** Whose it should be, beside root; null: anybody's. */
  readonly uid: number | null;
  /** How a missing one comes to be. */
  readonly remedy: string;
}

/** Compares what is there with what should be. @param path for the commands in remedies. */
export function judgePath(path: string, facts: PathFacts, wanted: PathExpectation): readonly Verdict[] {
  if (facts.t === "missing") return [missing(wanted)];
  if (facts.kind !== wanted.kind)
    return [error(`${wanted.what} should be a ${wanted.kind}, and is ${KIND[facts.kind]}`, "move away what is there")];
  const found = [...access(path, facts, wanted), ...mode(path, facts, wanted), ...owner(path, facts, wanted)];
  return found.length > 0 ? found : [ok(`${wanted.what} is as it should be`)];
}

const KIND = { file: "a file", folder: "a folder", socket: "a socket", other: "something else" } as const;

function missing({ what, missing: severity, remedy }: PathExpectation): Verdict {
  if (severity === "later") return ok(`${what} is not there yet; it is made when it is needed`);
  return (severity === "error" ? error : warning)(`${what} does not exist`, remedy);
}

type There = Extract<PathFacts, { t: "there" }>;

function access(path: string, { readable, writable }: There, { what, written }: PathExpectation): readonly Verdict[] {
  if (written && writable === false)
    return [error(`${what} cannot be written`, `chown or chmod ${path}, or see whether its file system is read-only`)];
  return readable === false ? [error(`${what} cannot be read`, `chown or chmod ${path}`)] : [];
}

function mode(path: string, { mode: bits, kind }: There, { what, secret }: PathExpectation): readonly Verdict[] {
  const shown = (bits & 0o7777).toString(8).padStart(4, "0");
  if (secret && (bits & 0o007) !== 0)
    return [error(`every user of this machine may use ${what} (mode ${shown})`, `chmod 600 ${path}`)];
  const open = (bits & 0o002) !== 0 && !(kind === "folder" && (bits & 0o1000) !== 0);
  if (open) return [error(`every user of this machine may write to ${what} (mode ${shown})`, `chmod o-w ${path}`)];
  if (secret && (bits & 0o070) !== 0)
    return [note(`the group of ${what} may use it too (mode ${shown})`, `if that is not wanted: chmod 600 ${path}`)];
  return [];
}

function owner(path: string, { uid }: There, { what, uid: wanted }: PathExpectation): readonly Verdict[] {
  if (wanted === null || uid === wanted || uid === 0) return [];
  return [warning(`${what} belongs to user ${uid}, who may change it; this runs as user ${wanted}`, `chown ${wanted} ${path}`)];
}
