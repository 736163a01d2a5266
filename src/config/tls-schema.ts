import { kindSchema } from "./kind.ts";
import { key, mapping, orNull } from "./shapes.ts";
import { path } from "./text-kinds.ts";

/** The files of mutual TLS. Relative paths count from `folder`. */
export const tlsSchema = (folder: string) =>
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
