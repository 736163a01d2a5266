import type { MetricsConfig } from "../core/agent-config.ts";
import { kindSchema } from "./kind.ts";
import { flag } from "./kinds.ts";
import { endpoint, isLoopback } from "./network-kinds.ts";
import { ALWAYS, complain, isSound, key, mapping, orNull } from "./shapes.ts";
import { tlsSchema } from "./tls-schema.ts";

/** `metrics`: where Prometheus finds this host's figures. Relative paths count from `folder`. */
export const metricsSchema = (folder: string) =>
  mapping({
    address: key(kindSchema(endpoint), {
      description: "Address and port of `/metrics`. Anything but loopback needs `tls`, or `plain: true`.",
      example: "127.0.0.1:9912",
    }),
    tls: key(orNull(tlsSchema(folder)), {
      description: "Mutual TLS: whoever reads must show a certificate of the authority.",
      example: "{ cert: node3.crt, key: node3.key, ca: ca.crt }",
    }),
    plain: key(kindSchema(flag).prefault(false), {
      description: "Whether other machines may read it without TLS: everybody who reaches the address can.",
      example: "true",
    }),
  })
    .superRefine((metrics, context) => {
      if (!isSound(context, "address") || !isSound(context, "tls") || !isSound(context, "plain")) return;
      const { address, tls, plain } = metrics;
      if (tls !== null && plain) complain(context, ["plain"], "does not go with tls; remove one of them", "key");
      if (tls !== null || plain || isLoopback(address.host)) return;
      complain(
        context,
        ["address"],
        `other machines can reach ${address.host}, and everybody there could read the names and states of this host; add metrics.tls, write plain: true where that is meant, or listen on 127.0.0.1`,
      );
    }, ALWAYS)
    .transform(({ address, tls, plain }): MetricsConfig => ({ ...address, tls, plain }));
