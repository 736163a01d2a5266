import type { ListenConfig } from "../core/agent-config.ts";
import { type ComponentFacts, componentSchema } from "./component-schema.ts";
import { checkComponents } from "./dependency-checks.ts";
import { kindSchema } from "./kind.ts";
import { metricsSchema } from "./metrics-schema.ts";
import { endpoint, isLoopback } from "./network-kinds.ts";
import { checkNotified, notifySchema } from "./notify-schema.ts";
import { ALWAYS, complain, isSound, key, mapping, orNull, table } from "./shapes.ts";
import { ACCOUNT_NAME, name } from "./text-kinds.ts";
import { tlsSchema } from "./tls-schema.ts";

/** What parsing needs to know of this machine, beside the text. */
export interface MachineFacts {
  /** Name of this machine, for a configuration that gives none. */
  readonly hostname: string;
  /** Whether this machine has a user of that name. */
  readonly userExists: (name: string) => boolean;
}

const hostName = name(
  "a host name",
  /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/,
  "letters, digits, dots and dashes, as in node3.ams",
);
const groupName = name("a group name", ACCOUNT_NAME, "the name of a group of this machine");

const listenSchema = (folder: string) =>
  mapping({
    address: key(kindSchema(endpoint), {
      description:
        "Address and port to listen on. `0.0.0.0` is all IPv4 addresses, `[::]` all addresses. Anything but loopback needs `tls`.",
      example: "0.0.0.0:9910",
    }),
    tls: key(orNull(tlsSchema(folder)), {
      description: "Mutual TLS: callers must show a certificate too.",
      example: "{ cert: node3.crt, key: node3.key, ca: ca.crt }",
    }),
  })
    .superRefine((listen, context) => {
      if (!isSound(context, "address") || !isSound(context, "tls") || listen.tls !== null || isLoopback(listen.address.host))
        return;
      complain(
        context,
        ["address"],
        `other machines can reach ${listen.address.host}, and without TLS anybody there could stop this host; add listen.tls, or listen on 127.0.0.1`,
      );
    }, ALWAYS)
    .transform(({ address, tls }): ListenConfig => ({ ...address, tls }));

/** `agent.yaml` as a schema. Relative paths count from `folder`. */
export const agentSchema = (facts: MachineFacts & ComponentFacts) =>
  mapping({
    host: key(kindSchema(hostName).prefault(facts.hostname), {
      description: "Name of this host in reports. The command checks it against the host it meant.",
      example: "node3",
      otherwise: "the machine's name",
    }),
    listen: key(orNull(listenSchema(facts.folder)), {
      description: "Where the agent listens on the network. Without it: on its unix socket only.",
      example: "{ address: 0.0.0.0:9910, tls: { cert: node3.crt, key: node3.key, ca: ca.crt } }",
    }),
    socket: key(
      mapping({
        group: key(orNull(kindSchema(groupName)), {
          description:
            "Group whose members may use the unix socket (mode 0660). Without it: its owner and root alone (mode 0600).",
          example: "operators",
        }),
      }).prefault({}),
      { description: "Who may use the unix socket.", example: "{ group: operators }" },
    ),
    metrics: key(orNull(metricsSchema(facts.folder)), {
      description: "Where Prometheus reads this host's figures. Without it: nowhere.",
      example: "{ address: 127.0.0.1:9912 }",
    }),
    notify: key(notifySchema(facts.folder), {
      description:
        "Who or what is told when something happens here, by a name of yours: a small letter, then up to 31 small letters, digits or dashes. At most 32.",
      example: "{ pager: { http: https://pager.example.com/v1/events } }",
      otherwise: "none",
    }),
    components: key(
      table(componentSchema(facts), "write a name for each component, and its keys indented under that").superRefine(
        checkComponents,
        ALWAYS,
      ),
      {
        description:
          "The components of this host, by name: a small letter, then up to 31 small letters, digits or dashes. At least one.",
        example: "{ is: { command: [/usr/bin/node, is.mjs] } }",
      },
    ),
  }).superRefine(checkNotified, ALWAYS);
