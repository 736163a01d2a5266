import type { ListenConfig } from "../core/agent-config.ts";
import { type ComponentFacts, componentSchema } from "./component-schema.ts";
import { checkComponents } from "./dependency-checks.ts";
import { kindSchema } from "./kind.ts";
import { endpoint, isLoopback } from "./network-kinds.ts";
import { ALWAYS, complain, isSound, key, mapping, orNull, table } from "./shapes.ts";
import { ACCOUNT_NAME, name, path } from "./text-kinds.ts";

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

const tlsSchema = (folder: string) =>
  mapping({
    cert: key(kindSchema(path(folder, "the agent's certificate, PEM")), {
      description: "The agent's certificate, PEM.",
      example: "node3.crt",
    }),
    key: key(kindSchema(path(folder, "the key of the certificate, PEM")), {
      description: "Its private key, PEM.",
      example: "node3.key",
    }),
    ca: key(kindSchema(path(folder, "the certificate of the authority, PEM")), {
      description: "Certificate of the authority that signs the certificates of callers, PEM.",
      example: "ca.crt",
    }),
    denyList: key(orNull(kindSchema(path(folder, "the list of revoked certificates"))), {
      description:
        "Fingerprints of certificates that are refused, as `pki revoke` writes them. Read anew when it changes. Without it: the file `deny-list` beside `ca`, where there is one.",
      example: "/etc/imageserving/deny-list",
    }),
  });

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
  });
