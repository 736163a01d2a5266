import { mkdir, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { errnoOf, FaultError, messageOf } from "../core/fault.ts";
import { harmlessText } from "../core/harmless-text.ts";
import type { CommandContext } from "./command-context.ts";
import { answerExitCode } from "./exit-codes.ts";
import { frameOf, plainObject } from "./frame.ts";
import { answered, type HostAnswer, notAnswered } from "./host-answer.ts";
import type { ProfileName } from "./profiles.ts";
import { sayErrors } from "./say-error.ts";
import { isStructured, writeFrame } from "./structured-output.ts";

/** What `init` is asked. */
export interface InitWish {
  readonly profile: ProfileName;
  /** Whether a file that is there is replaced. */
  readonly force: boolean;
}

interface Written extends Readonly<Record<string, unknown>> {
  readonly file: string;
  readonly profile: ProfileName;
}

/** Writes a configuration to begin with. */
export async function runInit(wish: InitWish, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const answer = await init(wish, context);
  const exitCode = answerExitCode(answer);
  if (isStructured(choices.output)) {
    terminal.stdout.write(await writeFrame(frameOf("init", exitCode, [plainObject(answer)]), choices.output));
  } else if (answer.value !== null && !choices.quiet) {
    terminal.stdout.write(`Wrote ${harmlessText(answer.value.file)}\n${NEXT[wish.profile](commandName(context))}\n`);
  }
  sayErrors([answer], context);
  return exitCode;
}

const NEXT = {
  demo: (command) => `Three small programs on this machine, to try things out. Next: ${command} start`,
  "image-serving": (command) => `Adapt the lines marked TO ADAPT. Next: ${command} config check, then: ${command} start`,
} as const satisfies Record<ProfileName, (command: string) => string>;

/** The command as it has to be called for the same home. What the environment says, it goes on saying. */
function commandName({ choices: { home, paths }, terminal: { env } }: CommandContext): string {
  return home === null || home === env.IMAGESERVING_HOME ? "ImageServing" : `ImageServing --home ${harmlessText(paths.home)}`;
}

async function init({ profile, force }: InitWish, { choices, terminal }: CommandContext): Promise<HostAnswer<Written>> {
  const file = choices.paths.agentConfig;
  try {
    const text = profile === "demo" ? await demoText(terminal.nodePath, terminal.packageDir) : await imageServingText();
    await mkdir(dirname(file), { recursive: true });
    await write(file, text, force);
    return answered(terminal.hostName, { file, profile });
  } catch (error) {
    return notAnswered(terminal.hostName, asFault(error, file));
  }
}

/** A new file in one go: whoever reads it meanwhile sees the old one or the new one. */
async function write(file: string, text: string, force: boolean): Promise<void> {
  if (!force) return await writeFile(file, text, { flag: "wx", mode: 0o640 });
  const fresh = `${file}.new-${process.pid}`;
  await writeFile(fresh, text, { mode: 0o640 });
  await rename(fresh, file);
}

function asFault(error: unknown, file: string): FaultError {
  if (errnoOf(error) === "EEXIST") {
    return new FaultError({
      code: "BAD_FILE",
      path: file,
      cause: "it exists already",
      remedy: "to replace it: ImageServing init --force",
    });
  }
  if (errnoOf(error) === "") throw error;
  return new FaultError({
    code: "BAD_FILE",
    path: file,
    cause: messageOf(error),
    remedy: "name another folder with --home, or mend its permissions",
  });
}

async function imageServingText(): Promise<string> {
  const { IMAGE_SERVING_PLACES, imageServingProfile } = await import("../config/image-serving-profile.ts");
  return imageServingProfile(IMAGE_SERVING_PLACES);
}

async function demoText(node: string, packageDir: string): Promise<string> {
  const { demoProfile } = await import("../config/demo-profile.ts");
  const [is, svg, ps] = await Promise.all([freePort(), freePort(), freePort()]); // at once, so that they differ
  return demoProfile({ node, stack: join(packageDir, "examples/stack"), ports: { is, svg, ps } });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
