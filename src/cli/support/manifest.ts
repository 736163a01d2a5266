import { redactText } from "../../core/redact-text.ts";
import type { Outcome } from "../../fleet/outcome.ts";
import type { HostParts, ManifestHost } from "./host-parts.ts";

/** Who made an archive, when and with what. */
export interface MadeBy {
  readonly version: string;
  readonly at: Date;
  readonly by: string;
  /** The machine on which it was made. */
  readonly on: string;
  /** `--reason`; empty: none. */
  readonly reason: string;
  readonly since: Date;
}

/** Grows when a file of the archive changes its meaning or goes. */
const FORMAT = 1;

/** What says what is in an archive and what is not. */
export const manifestOf = (
  { version, at, by, on, reason, since }: MadeBy,
  hosts: readonly ManifestHost[],
  jumpBox: ManifestHost | null,
) => ({
  format: FORMAT,
  command: `ImageServing ${version}`,
  madeAt: at.toISOString(),
  by,
  on,
  reason: redactText(reason),
  since: since.toISOString(),
  hosts,
  jumpBox,
});

/** What of a host is in it. */
export const manifestHost = (host: string, outcome: Outcome, { version, files, missing }: HostParts): ManifestHost => ({
  host,
  outcome,
  version: version || null,
  files: files.map(({ name, content, cut }) => ({ name, bytes: content.length, cut })),
  missing: missing.map(({ part, why }) => ({ part, why: redactText(why) })),
});

/** A name that is one of a folder on every machine, and leads nowhere else. */
export const safeName = (name: string): string => name.replace(/[^\w.-]|\.{2,}|^\./g, "_").slice(0, 200) || "_";
