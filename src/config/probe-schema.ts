import type { z } from "zod";
import type { LiveSpec, Probe, ReadySpec } from "../core/component-spec.ts";
import { kindSchema } from "./kind.ts";
import { choice, count, duration } from "./kinds.ts";
import { endpoint, probeUrl } from "./network-kinds.ts";
import { ALWAYS, complain, isMapping, key, mapping, program } from "./shapes.ts";
import { text } from "./text-kinds.ts";

const PROBES = ["http", "tcp", "command"] as const;
const HTTP_ONLY = ["status", "body"] as const;

const probeKeys = {
  http: key(kindSchema(probeUrl).optional(), {
    description: "Probe with a GET of this address. Redirects are not followed. One of `http`, `tcp` and `command` is needed.",
    example: "http://127.0.0.1:8080/is/image",
    otherwise: "one of the three",
  }),
  tcp: key(kindSchema(endpoint).optional(), {
    description: "Probe by connecting to this port; the connection is closed at once. IPv6 addresses go in brackets.",
    example: "127.0.0.1:27345",
    otherwise: "one of the three",
  }),
  command: key(program("[curl, -fsS, http://127.0.0.1:8080/]").optional(), {
    description:
      "Probe with a program that must exit 0. It runs as the component does: same user, folder and environment. No shell.",
    example: "[curl, -fsS, http://127.0.0.1:8080/]",
    otherwise: "one of the three",
  }),
  status: key(kindSchema(count(100, 599)).optional(), {
    description: "HTTP status that the answer must have. With `http` only.",
    example: "200",
    otherwise: "200",
  }),
  body: key(kindSchema(text).nullable().optional(), {
    description: "Text that must be somewhere in the first 1 MiB of the answer. With `http` only.",
    example: "imageServer",
    otherwise: "none",
  }),
};

type ProbeKeys = z.output<z.ZodObject<typeof probeKeys>>;

/** Exactly one way to probe; and what belongs to http, with http only. */
function checkProbe(keys: unknown, context: z.core.$RefinementCtx): void {
  if (!isMapping(keys)) return;
  const given = PROBES.filter((name) => name in keys);
  if (given.length === 0) complain(context, [], "says not how to probe; write one of http, tcp and command", "key");
  for (const name of given.slice(1))
    complain(context, [name], `one probe is enough, and ${given[0]} is there already; remove one`, "key");
  if (given.includes("http") || given.length === 0) return;
  for (const name of HTTP_ONLY.filter((name) => name in keys))
    complain(context, [name], "is for http probes only; remove it", "key");
}

function toProbe({ http, tcp, command, status, body }: ProbeKeys): Probe {
  if (http !== undefined) return { kind: "http", url: http, status: status ?? 200, body: body ?? null };
  if (tcp !== undefined) return { kind: "tcp", ...tcp };
  return { kind: "command", command: command as NonNullable<typeof command> }; // checkProbe has seen that one is there
}

/** `ready`: when a component counts as ready. */
export const readySchema = mapping({
  ...probeKeys,
  interval: key(kindSchema(duration("10ms", "1h")).prefault("250ms"), {
    description: "Wait between two tries while the component is not ready.",
    example: "250ms",
  }),
  timeout: key(kindSchema(duration("100ms", "24h")).prefault("60s"), {
    description:
      "How long a component may take to become ready, counted from the start of its process. After that it is reported as not ready, with its log file; it is not killed, and the tries go on.",
    example: "180s",
  }),
  attempt: key(kindSchema(duration("10ms", "10m")).prefault("5s"), {
    description: "How long a single try may take.",
    example: "5s",
  }),
  recheck: key(kindSchema(duration("10ms", "1h")).prefault("5s"), {
    description: "Wait between two tries while the component is ready.",
    example: "5s",
  }),
  failures: key(kindSchema(count(1, 1000)).prefault(2), {
    description: "How many tries in a row must fail before a ready component is not ready any more.",
    example: "2",
  }),
  listener: key(kindSchema(choice("own", "any")).prefault("own"), {
    description:
      "`own`: whoever answers must be a process of this component, where that can be seen; a stranger on the port does not count as ready. `any`: whoever answers will do.",
    example: "own",
  }),
})
  .superRefine(checkProbe, ALWAYS)
  .transform(
    ({ http, tcp, command, status, body, ...rest }): ReadySpec => ({
      probe: toProbe({ http, tcp, command, status, body }),
      ...rest,
    }),
  );

/** `live`: how a running component is watched. */
export const liveSchema = mapping({
  ...probeKeys,
  interval: key(kindSchema(duration("10ms", "1h")).prefault("15s"), { description: "Wait between two tries.", example: "15s" }),
  timeout: key(kindSchema(duration("10ms", "10m")).prefault("5s"), {
    description: "How long a single try may take.",
    example: "5s",
  }),
  failures: key(kindSchema(count(1, 1000)).prefault(4), {
    description: "How many tries in a row must fail before `action` is taken.",
    example: "4",
  }),
  action: key(kindSchema(choice("report", "restart")).prefault("report"), {
    description:
      "`report`: say so in the log and in `status`. `restart`: stop the component and start it again, which counts as a crash.",
    example: "report",
  }),
})
  .superRefine(checkProbe, ALWAYS)
  .transform(
    ({ http, tcp, command, status, body, ...rest }): LiveSpec => ({
      probe: toProbe({ http, tcp, command, status, body }),
      ...rest,
    }),
  );
