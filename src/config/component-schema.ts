import type { z } from "zod";
import type { ComponentSpec } from "../core/component-spec.ts";
import type { ComponentName } from "../core/names.ts";
import { Complaint, type Kind, kindSchema } from "./kind.ts";
import { logSchema, memorySchema, restartSchema, stopSchema } from "./lifecycle-schema.ts";
import { liveSchema, readySchema } from "./probe-schema.ts";
import { ALWAYS, complain, isMapping, key, mapping, orNull, program, table, texts } from "./shapes.ts";
import { ACCOUNT_NAME, line, name, path, text } from "./text-kinds.ts";

/** What the rules for a component need to know of this machine. */
export interface ComponentFacts {
  /** Folder of the configuration file, absolute. */
  readonly folder: string;
  /** Whether this machine has a user of that name. */
  readonly userExists: (name: string) => boolean;
}

/** One component as the file gives it; its name is the key above it. */
export const componentSchema = (facts: ComponentFacts) =>
  mapping({
    title: key(orNull(kindSchema(line)), {
      description: "Name for people.",
      example: "Image Server",
      otherwise: "the component's name",
    }),
    command: key(program("[/usr/bin/node, server.mjs]"), {
      description:
        "Program and arguments. No shell: no variables, pipes or wildcards. A bare program name is looked up in the component's PATH; a relative path counts from `cwd`. It must stay in the foreground.",
      example: '[/usr/bin/node, server.mjs, --port, "8080"]',
    }),
    env: key(table(kindSchema(text), 'write NAME: "value" under it').superRefine(checkEnv, ALWAYS).prefault({}), {
      description:
        "Environment variables, set on top of the agent's own. Values are texts: numbers, `true` and `false` need quotes. Names that start with `IMAGESERVING_` are the agent's.",
      example: '{ MALLOC_ARENA_MAX: "2" }',
      otherwise: "none",
    }),
    cwd: key(orNull(kindSchema(path(facts.folder, "a folder"))), {
      description: "Folder in which the component runs.",
      example: "/var/lib/imageserving/is",
      otherwise: "the folder of this file",
    }),
    user: key(orNull(kindSchema(userOf(facts.userExists))), {
      description:
        "User of this machine that the component runs as. The agent must run as root to run it as another one than its own.",
      example: "tomcat",
      otherwise: "the agent's user",
    }),
    after: key(texts("write it as a list of components, as in [is, svg]").prefault([]), {
      description: "Components that must be ready before this one is started. Stopping goes the other way round.",
      example: "[is, svg]",
    }),
    ready: key(orNull(readySchema), {
      description:
        "When the component counts as ready. Without it: as soon as it waits for work, or has been running for half a second.",
      example: "{ tcp: 127.0.0.1:27345, interval: 250ms, timeout: 60s }",
    }),
    live: key(orNull(liveSchema), {
      description: "How the component is watched while it runs, to find one that hangs.",
      example: "{ http: http://127.0.0.1:8080/is/image, interval: 15s, timeout: 5s, failures: 4, action: report }",
    }),
    stop: key(stopSchema.prefault({}), {
      description: "How the component is stopped.",
      example: "{ signal: TERM, timeout: 60s, dump: QUIT }",
    }),
    restart: key(restartSchema.prefault({}), {
      description: "What happens when the component ends and nobody asked it to.",
      example: "{ policy: always, steadyAfter: 30s }",
    }),
    memory: key(memorySchema.prefault({}), {
      description: "What happens when the component grows.",
      example: "{ warn: 1GiB, restart: 2GiB }",
    }),
    log: key(logSchema.prefault({}), {
      description: "How much of what the component prints is kept.",
      example: "{ maxSize: 64MiB, keep: 10, maxAge: 10d }",
    }),
  });

/** What the schema makes of one component. */
export type ComponentKeys = z.output<ReturnType<typeof componentSchema>>;

/** The component with its name, and with the defaults that come from its surroundings. */
export function toComponentSpec(name: ComponentName, keys: ComponentKeys, folder: string): ComponentSpec {
  return {
    ...keys,
    name,
    title: keys.title ?? name,
    cwd: keys.cwd ?? folder,
    after: keys.after as readonly string[] as readonly ComponentName[], // checkComponents has seen that they exist
  };
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

function checkEnv(env: unknown, context: z.core.$RefinementCtx): void {
  if (!isMapping(env)) return;
  for (const name of Object.keys(env)) {
    if (!VARIABLE.test(name))
      complain(context, [name], "is no name of a variable; write letters, digits and underscores, no digit first", "key");
    if (name.startsWith("IMAGESERVING_"))
      complain(context, [name], "names that start with IMAGESERVING_ are the agent's; choose another", "key");
  }
}

function userOf(exists: (name: string) => boolean): Kind<string> {
  const named = name("a user name", ACCOUNT_NAME, "a user of this machine");
  return {
    ...named,
    read(input) {
      const user = named.read(input);
      if (typeof user !== "string" || exists(user)) return user;
      return new Complaint(
        `there is no user ${JSON.stringify(user)} on this machine; create it, or leave this out to run as the agent does`,
      );
    },
  };
}
