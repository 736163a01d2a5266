import type { z } from "zod";
import { type Bytes, bytes, writeBytes } from "../core/bytes.ts";
import { ms, writeDuration } from "../core/duration.ts";
import { kindSchema } from "./kind.ts";
import { choice, count, duration, signal, size } from "./kinds.ts";
import { ALWAYS, complain, isSound, key, mapping, orNull } from "./shapes.ts";

/** `stop`: how a component is stopped. */
export const stopSchema = mapping({
  signal: key(kindSchema(signal).prefault("TERM"), {
    description:
      "Sent to the component's first process, and to what is left of its group once that has gone. `SIGTERM` and `TERM` are the same.",
    example: "TERM",
  }),
  timeout: key(kindSchema(duration("0s", "1h")).prefault("60s"), {
    description: "From the signal until the whole group is killed. `0s` kills at once.",
    example: "60s",
  }),
  dump: key(orNull(kindSchema(signal)), {
    description:
      "Sent when the time is over, right before the kill, to have the component write down where it hangs: `QUIT` makes a Java program log a thread dump.",
    example: "QUIT",
  }),
});

const backoffSchema = mapping({
  initial: key(kindSchema(duration("10ms", "1h")).prefault("1s"), {
    description:
      "Wait before the second restart in a row; doubled for each further one. The first restart after a steady run is immediate.",
    example: "1s",
  }),
  max: key(kindSchema(duration("10ms", "24h")).prefault("60s"), {
    description: "The wait does not grow beyond this.",
    example: "60s",
  }),
}).superRefine((backoff, context) => {
  if (!isSound(context, "initial") || !isSound(context, "max") || backoff.initial <= backoff.max) return;
  const max = writeDuration(ms(backoff.max));
  complain(
    context,
    ["initial"],
    `${writeDuration(ms(backoff.initial))} is more than max, which is ${max}; lower initial or raise max`,
  );
}, ALWAYS);

const crashLoopSchema = mapping({
  failures: key(kindSchema(count(1, 1000)).prefault(5), {
    description: "So many crashes within `within` are a crash loop.",
    example: "5",
  }),
  within: key(kindSchema(duration("100ms", "24h")).prefault("60s"), {
    description: "The time in which crashes are counted.",
    example: "60s",
  }),
  retryEvery: key(kindSchema(duration("100ms", "24h")).prefault("60s"), {
    description: "A component in a crash loop is `failed`, and tried again this often.",
    example: "60s",
  }),
});

/** `restart`: what happens when a component ends that nobody asked to end. */
export const restartSchema = mapping({
  policy: key(kindSchema(choice("always", "on-failure", "never")).prefault("always"), {
    description: "`always`: start it again. `on-failure`: not after exit code 0. `never`: leave it.",
    example: "always",
  }),
  backoff: key(backoffSchema.prefault({}), {
    description: "The growing wait between restarts.",
    example: "{ initial: 1s, max: 60s }",
  }),
  steadyAfter: key(kindSchema(duration("0s", "24h")).prefault("30s"), {
    description: "How long a component must have been ready before its crashes are forgotten.",
    example: "30s",
  }),
  crashLoop: key(crashLoopSchema.prefault({}), {
    description: "When a component that crashes again and again is called `failed`.",
    example: "{ failures: 5, within: 60s, retryEvery: 60s }",
  }),
});

/** `memory`: what happens when a component grows. */
export const memorySchema = mapping({
  warn: key(orNull(kindSchema(size("1MiB", "64TiB"))), {
    description: "Resident memory of the component's whole process tree from which on `status` and the log warn.",
    example: "1GiB",
  }),
  restart: key(orNull(kindSchema(size("1MiB", "64TiB"))), {
    description: "Resident memory from which on the component is restarted. Not below `warn`.",
    example: "2GiB",
  }),
}).superRefine(checkMemory, ALWAYS);

function checkMemory(
  memory: { readonly warn: Bytes | null; readonly restart: Bytes | null },
  context: z.core.$RefinementCtx,
): void {
  if (!isSound(context, "warn") || !isSound(context, "restart") || memory.warn === null || memory.restart === null) return;
  if (memory.restart >= memory.warn) return;
  const [restart, warn] = [writeBytes(bytes(memory.restart)), writeBytes(bytes(memory.warn))];
  complain(context, ["restart"], `${restart} is below warn, which is ${warn}; raise restart or lower warn`);
}

/** `log`: how much log is kept. */
export const logSchema = mapping({
  maxSize: key(kindSchema(size("1KiB", "1TiB")).prefault("64MiB"), {
    description: "A log file is rotated when it is larger.",
    example: "64MiB",
  }),
  keep: key(kindSchema(count(0, 10_000)).prefault(10), {
    description: "How many rotated files are kept. All but the newest of them are compressed.",
    example: "10",
  }),
  maxAge: key(kindSchema(duration("1s", "3650d")).prefault("10d"), {
    description: "Rotated files that are older are removed, and the current one is rotated when its oldest line may be older.",
    example: "10d",
  }),
});
