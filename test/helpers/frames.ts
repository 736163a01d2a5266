import { z } from "zod";

// The frame of `--output json`, strictly: a field that is not here, or of another type, is a failure. Scripts rely on it.

const pid = z.number().int().positive().nullable();
const count = z.number().int().nonnegative();
const text = z.string().min(1);

const usage = {
  memoryBytes: count.nullable(),
  pssBytes: count.optional(),
  cpuPercent: z.number().nonnegative().nullable(),
  processes: count.nullable(),
};

const supervisor = z.strictObject({
  state: z.enum(["running", "stopped", "dead"]),
  pid,
  uptimeSeconds: z.number().nonnegative().nullable(),
  ...usage,
  version: text.nullable(),
  configHash: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .nullable(),
});

const lastExit = z.strictObject({
  code: z.number().int().nullable(),
  signal: text.nullable(),
  at: z.iso.datetime(),
  expected: z.boolean(),
  hint: text,
});

const component = z.strictObject({
  name: text,
  title: text,
  desired: z.enum(["up", "down"]),
  state: z.enum(["stopped", "starting", "running", "stopping", "backoff", "failed"]),
  ready: z.boolean(),
  pid,
  uptimeSeconds: z.number().nonnegative().nullable(),
  ...usage,
  restarts: count,
  generation: count,
  lastExit: lastExit.nullable(),
  reason: text.nullable(),
  waitingFor: z.array(text),
  retryInSeconds: z.number().nonnegative().nullable(),
  logFile: z.string().startsWith("/"),
  probeLatencyMs: z.number().nonnegative().nullable(),
});

const outcome = z.strictObject({
  name: text,
  action: z.enum(["started", "stopped", "restarted", "unchanged", "failed"]),
  previousPid: pid,
  pid,
  durationMs: count,
  error: text.nullable(),
  logFile: z.string().optional(),
  logTail: z.array(z.string()).optional(),
});

const operation = z.strictObject({
  id: text,
  kind: z.enum(["start", "stop", "restart"]),
  result: z.enum(["done", "failed", "cancelled", "running"]),
  durationMs: count,
  components: z.array(outcome),
  message: z.string(),
});

const problem = z.strictObject({
  file: z.string().startsWith("/"),
  line: z.number().int().positive().nullable(),
  column: z.number().int().positive().nullable(),
  message: text,
});

/** What a refusal has beside code and message depends on its code. */
const error = z.looseObject({ code: z.string().regex(/^[A-Z_]+$/), message: text, problems: z.array(problem).optional() });

const answer = { host: text, outcome: z.enum(["ok", "failed", "unreachable", "unknown"]), error: error.optional() };

const head = {
  schemaVersion: z.literal(1),
  exitCode: z.number().int(),
  summary: z.strictObject({ hosts: z.literal(1), ok: count, failed: count, unreachable: count, unknown: count }),
};

const statusHost = z.strictObject({
  ...answer,
  supervisor: supervisor.optional(),
  components: z.array(component).optional(),
  warnings: z.array(text).min(1).optional(),
  operations: z
    .array(
      z.strictObject({
        id: text,
        kind: z.enum(["start", "stop", "restart"]),
        components: z.array(text),
        by: text,
        reason: z.string(),
        startedAt: text,
      }),
    )
    .min(1)
    .optional(),
});
const operationHost = z.strictObject({ ...answer, operation: operation.optional() });
const anyHost = z.looseObject(answer);

const statusFrame = z.strictObject({ ...head, command: z.literal("status"), hosts: z.tuple([statusHost]) });
const operationFrame = z.strictObject({
  ...head,
  command: z.enum(["start", "stop", "restart"]),
  hosts: z.tuple([operationHost]),
});
const anyFrame = z.strictObject({ ...head, command: text, hosts: z.tuple([anyHost]) });

export type ComponentObject = z.infer<typeof component>;
export type OutcomeObject = z.infer<typeof outcome>;
export type StatusObject = z.infer<typeof statusHost> & Answered;
export type OperationHostObject = z.infer<typeof operationHost> & Answered;

/** What the command did beside its frame. */
export interface Answered {
  readonly code: number | null;
  readonly stderr: string;
}

interface Spoken {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The one host of a frame of `status`, checked. */
export const statusIn = (ran: Spoken): StatusObject => ({ ...hostIn(statusFrame, ran), code: ran.code, stderr: ran.stderr });

/** The one host of a frame of `start`, `stop` or `restart`, checked. */
export const operationIn = (ran: Spoken): OperationHostObject => ({
  ...hostIn(operationFrame, ran),
  code: ran.code,
  stderr: ran.stderr,
});

/** The one host of a frame of any command. */
export const hostObjectIn = (ran: Spoken): z.infer<typeof anyHost> => hostIn(anyFrame, ran);

interface FrameOf<Host> extends z.infer<z.ZodObject<typeof head>> {
  readonly hosts: [Host];
}

function hostIn<Host extends { readonly outcome: string }>(schema: z.ZodType<FrameOf<Host>>, ran: Spoken): Host {
  const frame = schema.parse(JSON.parse(ran.stdout));
  const [host] = frame.hosts;
  if (frame.exitCode !== ran.code) throw new Error(`the frame says exit code ${frame.exitCode}, and it was ${ran.code}`);
  const { hosts: _, ...outcomes } = frame.summary;
  const expected = { ok: 0, failed: 0, unreachable: 0, unknown: 0, [host.outcome]: 1 };
  if (JSON.stringify(outcomes) !== JSON.stringify(expected))
    throw new Error(`the summary ${JSON.stringify(outcomes)} does not count ${host.outcome}`);
  return host;
}
