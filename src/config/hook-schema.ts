import { resolve } from "node:path";
import type { z } from "zod";
import { HOOK_METHODS, type Hook } from "../core/hook.ts";
import { HOST_MARK } from "./fleet-address.ts";
import { hookUrl } from "./hook-url.ts";
import { kindSchema } from "./kind.ts";
import { choice, count, duration } from "./kinds.ts";
import { ALWAYS, complain, isMapping, key, mapping, orNull, program } from "./shapes.ts";

const WAYS = ["command", "http"] as const;
const HTTP_ONLY = ["method", "status"] as const;

const keys = {
  command: key(program(`[drain.sh, ${HOST_MARK}]`).optional(), {
    description: `A program that must exit 0, and its arguments; \`${HOST_MARK}\` in an argument is the name of the host. No shell. It runs in the folder of this file. One of \`command\` and \`http\` is needed.`,
    example: `[./drain.sh, ${HOST_MARK}]`,
    otherwise: "one of the two",
  }),
  http: key(kindSchema(hookUrl).optional(), {
    description: `An http or https address that must answer well; \`${HOST_MARK}\` in it is the name of the host. Redirects are not followed.`,
    example: `http://127.0.0.1:8081/drain/${HOST_MARK}`,
    otherwise: "one of the two",
  }),
  method: key(kindSchema(choice(...HOOK_METHODS)).optional(), {
    description: "With `http` only. GET and DELETE have no body.",
    example: "POST",
    otherwise: "POST",
  }),
  status: key(kindSchema(count(100, 599)).optional(), {
    description: "HTTP status that the answer must have. With `http` only.",
    example: "204",
    otherwise: "any from 200 to 299",
  }),
  timeout: key(kindSchema(duration("100ms", "10m")).prefault("30s"), {
    description: "How long it may take before it is ended and has failed.",
    example: "30s",
  }),
};

type HookKeys = z.output<z.ZodObject<typeof keys>>;

/** Exactly one way to do it; what belongs to http, with http only; and a program that is the same one for all hosts. */
export function checkHook(hook: unknown, context: z.core.$RefinementCtx): void {
  if (!isMapping(hook)) return;
  const given = WAYS.filter((name) => name in hook);
  if (given.length === 0) complain(context, [], `says not what to do; write one of ${WAYS.join(" and ")}`, "key");
  if (given.length > 1) complain(context, ["http"], "one is enough, and command is there already; remove one", "key");
  if (given.length === 1 && given[0] === "command") {
    for (const name of HTTP_ONLY.filter((name) => name in hook)) complain(context, [name], "is for http only; remove it", "key");
  }
  const words = hook["command"];
  if (Array.isArray(words) && String(words[0]).includes(HOST_MARK))
    complain(context, ["command", 0], `must be one program for all hosts; write ${HOST_MARK} as an argument of it`);
}

/** The hook that these keys describe, once {@link checkHook} has found nothing. */
export function toHook({ command, http, method, status, timeout }: HookKeys, folder: string): Hook {
  if (http !== undefined) return { kind: "http", url: http, method: method ?? "POST", status: status ?? null, timeout };
  const [program, ...args] = command as NonNullable<typeof command>; // checkHook has seen that one is there
  return { kind: "command", command: [program.includes("/") ? resolve(folder, program) : program, ...args], folder, timeout };
}

const hook = (folder: string) =>
  orNull(
    mapping(keys)
      .superRefine(checkHook, ALWAYS)
      .transform((read): Hook => toHook(read, folder)),
  );

/** `hooks`: what is done around each host. Relative paths of programs count from `folder`. */
export const hooksSchema = (folder: string) =>
  mapping({
    before: key(hook(folder), {
      description: "Before anything is sent to the host, as to take it out of a load balancer.",
      example: "{ command: [./drain.sh] }",
    }),
    after: key(hook(folder), {
      description: "When it has been ready for long enough, as to take it in again.",
      example: "{ http: http://127.0.0.1:8081/add, timeout: 10s }",
    }),
    onFailure: key(hook(folder), {
      description: "When it failed, was not reached, or nobody knows.",
      example: "{ command: [page-somebody] }",
    }),
  });
