import type { z } from "zod";
import { HOOK_METHODS, type Hook } from "../core/hook.ts";
import { COMPONENT_NAME_RULE, type ComponentName, parseComponentName } from "../core/names.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { COMPONENT_MARK, EVENT_MARK, NOTIFICATION_EVENTS, type NotificationConfig, USUAL_EVENTS } from "../core/notification.ts";
import { HOST_MARK } from "./fleet-address.ts";
import { checkHook, toHook } from "./hook-schema.ts";
import { hookUrl } from "./hook-url.ts";
import { kindSchema } from "./kind.ts";
import { choice, count, duration } from "./kinds.ts";
import { ALWAYS, complain, isMapping, isSound, key, listOf, mapping, program, table, texts } from "./shapes.ts";

/** More is a mistake, or the work of something that spreads notifications. */
const MOST_NOTIFICATIONS = 32;
/** With a body: what happened is in it. */
const METHODS = HOOK_METHODS.filter((method) => method !== "GET" && method !== "DELETE");

const keys = {
  command: key(program(`[/usr/local/bin/page, "${HOST_MARK}"]`).optional(), {
    description: `A program that must exit 0, and its arguments; \`${HOST_MARK}\` in an argument is the name of the host, \`${COMPONENT_MARK}\` of the component, \`${EVENT_MARK}\` what happened. No shell. It runs as the agent's user in the folder of this file. One of \`command\` and \`http\` is needed.`,
    example: `[/usr/local/bin/page, "${HOST_MARK}", "${COMPONENT_MARK}", "${EVENT_MARK}"]`,
    otherwise: "one of the two",
  }),
  http: key(kindSchema(hookUrl).optional(), {
    description: `An http or https address that must answer well; \`${HOST_MARK}\` in it is the name of the host. Redirects are not followed. Only its scheme, host and port are ever shown or logged.`,
    example: "https://pager.example.com/v1/events",
    otherwise: "one of the two",
  }),
  method: key(kindSchema(choice(...METHODS)).optional(), {
    description: "With `http` only.",
    example: "POST",
    otherwise: "POST",
  }),
  status: key(kindSchema(count(100, 599)).optional(), {
    description: "HTTP status that the answer must have. With `http` only.",
    example: "202",
    otherwise: "any from 200 to 299",
  }),
  on: key(
    listOf(kindSchema(choice(...NOTIFICATION_EVENTS)), "write a list, as in [failed, recovered]").prefault([...USUAL_EVENTS]),
    {
      description: `What it is for, any of ${NOTIFICATION_EVENTS.map((event) => `\`${event}\``).join(", ")}.`,
      example: "[failed, recovered]",
      otherwise: USUAL_EVENTS.join(", "),
    },
  ),
  components: key(texts("write a list of components, as in [is, ps]").prefault([]), {
    description: "Only what concerns these components.",
    example: "[is]",
    otherwise: "all of them",
  }),
  timeout: key(kindSchema(duration("100ms", "1m")).prefault("10s"), {
    description: "How long one attempt may take before it is ended and has failed.",
    example: "10s",
  }),
  retries: key(kindSchema(count(0, 10)).prefault(3), {
    description: "How often it is tried again where it failed: after about 1 s, 2 s, 4 s and so on, a minute at the most.",
    example: "3",
  }),
  rate: key(
    mapping({
      most: key(kindSchema(count(1, 1_000)).prefault(10), {
        description: "At most so many messages; what is beyond is summed up in one of them.",
        example: "10",
      }),
      per: key(kindSchema(duration("1s", "1d")).prefault("1m"), { description: "In any such length of time.", example: "1m" }),
    }).prefault({}),
    { description: "How often it may be sent.", example: "{ most: 10, per: 1m }" },
  ),
};

const notification = (folder: string) =>
  mapping(keys)
    .superRefine(checkHook, ALWAYS)
    .superRefine(checkLists, ALWAYS)
    .transform(({ on, components, retries, rate, ...way }): Unnamed => {
      const hook: Hook = toHook(way, folder);
      return { on: [...new Set(on)], components: [...new Set(components)] as ComponentName[], way: hook, retries, rate };
    });

type Unnamed = Omit<NotificationConfig, "name">;

/** `notify`: who is told of what. Relative paths of programs count from `folder`. */
export const notifySchema = (folder: string) =>
  table(notification(folder), "write a name for each notification, and its keys indented under that")
    .superRefine(checkNames, ALWAYS)
    .prefault({});

/** What `notify` says, as the agent goes by it. */
export const toNotifications = (read: Readonly<Record<string, Unnamed>>): readonly NotificationConfig[] =>
  Object.entries(read).map(([name, one]) => ({ name, ...one }));

function checkLists(one: unknown, context: z.core.$RefinementCtx): void {
  if (!isMapping(one)) return;
  if (Array.isArray(one["on"]) && one["on"].length === 0)
    complain(context, ["on"], `is empty, so nothing would ever be told; write some of ${NOTIFICATION_EVENTS.join(", ")}`);
}

/** What is told of must be there. */
export function checkNotified(config: unknown, context: z.core.$RefinementCtx): void {
  if (!isMapping(config) || !isSound(context, "components")) return;
  const known = isMapping(config["components"]) ? Object.keys(config["components"]) : [];
  for (const [name, one] of Object.entries(isMapping(config["notify"]) ? config["notify"] : {})) {
    const wanted = isMapping(one) && isSound(context, "notify", name, "components") ? one["components"] : [];
    for (const [at, component] of (Array.isArray(wanted) ? wanted : []).entries()) {
      if (known.includes(component)) continue;
      const near = nearestWord(component, known);
      const remedy = near === null ? `there are: ${known.join(", ")}` : `did you mean ${near}?`;
      complain(context, ["notify", name, "components", at], `there is no component ${JSON.stringify(component)}; ${remedy}`);
    }
  }
}

function checkNames(all: unknown, context: z.core.$RefinementCtx): void {
  if (!isMapping(all)) return;
  const names = Object.keys(all);
  for (const name of names.filter((name) => parseComponentName(name) === null))
    complain(context, [name], `is not a name for a notification; write ${COMPONENT_NAME_RULE}`, "key");
  if (names.length > MOST_NOTIFICATIONS)
    complain(context, [names[MOST_NOTIFICATIONS] as string], `there are more than ${MOST_NOTIFICATIONS} notifications`, "key");
}
