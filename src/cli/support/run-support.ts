import { resolve } from "node:path";
import { Writable } from "node:stream";
import type { Bytes } from "../../core/bytes.ts";
import type { Ms } from "../../core/duration.ts";
import { ExitCode } from "../../core/exit-code.ts";
import { FaultError } from "../../core/fault.ts";
import type { CommandContext } from "../command-context.ts";
import { frameOf, plainObject } from "../frame.ts";
import { supportText } from "../render/support-text.ts";
import { say } from "../say-error.ts";
import { isStructured, writeFrame } from "../structured-output.ts";
import type { TextOutput } from "../terminal.ts";
import { Archive } from "./archive.ts";
import { ArchiveFile } from "./archive-file.ts";
import { type Collected, collectAll } from "./collect-all.ts";
import { jsonFile, type ManifestHost, type Packed, type SupportWish } from "./host-parts.ts";
import { manifestHost, manifestOf } from "./manifest.ts";
import { JUMP_BOX } from "./support-folders.ts";

/** What `support` is asked. */
export interface SupportOptions {
  readonly since: Ms;
  /** Null: a name with the time, in the current folder; `-`: standard output. */
  readonly file: string | null;
  readonly lines: number;
  readonly maxSize: Bytes;
}

/** Packs what helps to understand trouble into one archive, secrets removed. */
export async function runSupport(options: SupportOptions, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const toStdout = options.file === "-";
  const misuse = toStdout ? whyNotToStdout(context) : null;
  if (misuse !== null) {
    say(misuse, context);
    return ExitCode.USAGE;
  }
  const now = terminal.clock.wall();
  const wish = { since: new Date(now.getTime() - options.since), lines: options.lines, mostBytes: options.maxSize };
  const name = `support-${stamp(now)}`;
  const collected = await collectAll(wish, context); // rejects before a file is made where the selection is at fault
  const packed = toStdout
    ? await packInto(stdoutStream(terminal.stdout), name, collected, wish, context)
    : await packFile(resolve(options.file ?? `${name}.tar.gz`), name, collected, wish, context);
  const exitCode = packed.hosts.every(({ outcome }) => outcome === "ok") && !collected.failed() ? ExitCode.OK : ExitCode.UNKNOWN;
  if (isStructured(choices.output)) {
    const hosts = packed.hosts.map(({ host, outcome, ...value }) => plainObject({ host, outcome, value, error: null }));
    const { file, bytes, jumpBox } = packed;
    const frame = { ...frameOf("support", exitCode, hosts), archive: { file, bytes }, jumpBox };
    terminal.stdout.write(await writeFrame(frame, choices.output));
  } else if (!choices.quiet) {
    const out = toStdout ? terminal.stderr : terminal.stdout;
    out.write(supportText(packed, { paint: toStdout ? context.paint.stderr : context.paint.stdout, width: out.columns }));
  }
  return exitCode;
}

/** `20261120T174500Z` */
const stamp = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, "");

function whyNotToStdout({ choices, terminal }: CommandContext): string | null {
  if (isStructured(choices.output))
    return "the archive goes to standard output with --file -, so --output cannot write there too";
  return terminal.stdout.isTerminal ? "a terminal cannot show an archive; name a file with --file, or send it into a pipe" : null;
}

async function packFile(
  path: string,
  name: string,
  collected: Collected,
  wish: SupportWish,
  context: CommandContext,
): Promise<Packed> {
  const file = await ArchiveFile.create(path);
  try {
    const packed = await packInto(file.stream, name, collected, wish, context);
    return { ...packed, file: path, bytes: await file.keep() };
  } catch (error) {
    await file.discard();
    const { interrupted } = context.terminal;
    throw interrupted.aborted ? interrupted.reason : asFault(error, path);
  }
}

async function packInto(
  out: Writable,
  name: string,
  collected: Collected,
  wish: SupportWish,
  context: CommandContext,
): Promise<Packed> {
  const { terminal, choices } = context;
  const { clock, interrupted, outputClosed, hostName, userName, version } = terminal;
  const archive = new Archive(out, clock.wall(), AbortSignal.any([interrupted, outputClosed]));
  const hosts: ManifestHost[] = [];
  let jumpBox: ManifestHost | null = null;
  try {
    for await (const { folder, host, outcome, parts } of collected.all()) {
      interrupted.throwIfAborted();
      for (const file of parts.files) await archive.add(`${name}/${folder}/${file.name}`, file.content);
      const entry = manifestHost(host, outcome, parts);
      if (folder === JUMP_BOX) jumpBox = entry;
      else hosts.push(entry);
    }
    interrupted.throwIfAborted();
    hosts.sort((a, b) => collected.order.indexOf(a.host) - collected.order.indexOf(b.host));
    const made = { version, at: clock.wall(), by: userName, on: hostName, reason: choices.reason, since: wish.since };
    await archive.add(`${name}/manifest.json`, jsonFile("manifest.json", manifestOf(made, hosts, jumpBox)).content);
    await archive.finish();
    return { file: null, bytes: 0, hosts, jumpBox };
  } catch (error) {
    await archive.abandon();
    throw interrupted.aborted ? interrupted.reason : error;
  }
}

function stdoutStream(stdout: TextOutput): Writable {
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      stdout.write(chunk);
      stdout.drained().then(() => done(), done);
    },
  });
}

/** What the system says of the file while it is written, as that the disk is full. */
function asFault(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof FaultError || typeof code !== "string") return error;
  return new FaultError({ code: "BAD_FILE", path, cause: message, remedy: "name a file with --file that can be written" });
}
