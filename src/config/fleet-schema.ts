import type { z } from "zod";
import { isFault } from "../core/fault.ts";
import { addressOf, addressTemplate, HOST_MARK } from "./fleet-address.ts";
import type { HostLanguage } from "./fleet-language.ts";
import { rolloutSchema } from "./fleet-rollout-schema.ts";
import { Complaint, type Kind, kindSchema } from "./kind.ts";
import { ALWAYS, complain, isMapping, isSound, key, mapping, orNull, table, texts } from "./shapes.ts";
import { path, text } from "./text-kinds.ts";

/** What reading an inventory needs beside its text. */
export interface FleetFacts {
  /** From where relative paths count, absolute. */
  readonly folder: string;
  readonly language: HostLanguage;
}

/** `fleet.yaml` as a schema. That no host is there twice, and that groups are sound, is seen over all files together. */
export const fleetSchema = (facts: FleetFacts) =>
  mapping({
    include: key(texts("write it as a list of inventories, as in [racks.yaml]").prefault([]), {
      description:
        "More inventories: files, relative to the folder of this one, `exec:PROGRAM` or `dns:NAME`. Their hosts come after those of this file.",
      example: "[racks.yaml]",
    }),
    tls: key(tlsSchema(facts.folder).optional(), {
      description: "With what the command shows who it is, and recognises agents.",
      example: "{ cert: alice.crt, key: alice.key, ca: ca.crt }",
      otherwise: "none",
    }),
    hosts: key(hostsSchema(facts.language).prefault({}), {
      description: "The hosts, by name or by names with ranges.",
      example: "{ node[01-20].ams: { labels: { dc: ams } } }",
      otherwise: "none",
    }),
    groups: key(table(kindSchema(text), "write NAME: SELECTOR under it").superRefine(checkGroupNames, ALWAYS).prefault({}), {
      description: "Names for selections: what `@NAME` means.",
      example: '{ web: role=web, edge: "node[01-04].ams" }',
      otherwise: "none",
    }),
    rollout: key(rolloutSchema(facts.folder).optional(), {
      description: "How rollouts go unless the command says otherwise.",
      example: "{ batch: 25%, maxFailures: 0, minReady: 10s }",
      otherwise: "none",
    }),
  });

/** A sound inventory file. */
export type FleetKeys = z.output<ReturnType<typeof fleetSchema>>;

const tlsSchema = (folder: string) =>
  mapping({
    cert: key(kindSchema(path(folder, "your certificate, PEM")), { description: "Your certificate, PEM.", example: "alice.crt" }),
    key: key(kindSchema(path(folder, "the key of the certificate, PEM")), {
      description: "Its private key, PEM.",
      example: "alice.key",
    }),
    ca: key(kindSchema(path(folder, "the certificate of the authority, PEM")), {
      description: "Certificate of the authority that signs the certificates of agents, PEM.",
      example: "ca.crt",
    }),
  });

const hostsSchema = (language: HostLanguage) =>
  table(orNull(hostSchema(language)), "write the name of each host, as in node3: {}").superRefine(
    (hosts, context) => checkHosts(hosts, context, language),
    ALWAYS,
  );

const hostSchema = (language: HostLanguage) =>
  mapping({
    address: key(orNull(kindSchema(addressTemplate)), {
      description: `Where its agent listens. \`${HOST_MARK}\` stands for the name of the host. Without a port: 9910.`,
      example: "10.0.0.7:9910",
      otherwise: "its name",
    }),
    labels: key(
      table(kindSchema(labelValue(language)), "write NAME: VALUE under it")
        .superRefine((labels, context) => checkLabels(labels, context, language), ALWAYS)
        .prefault({}),
      { description: "What it can be selected by, as in `dc=ams`.", example: "{ dc: ams, role: web }", otherwise: "none" },
    ),
  });

const labelValue = ({ isLabelValue, labelValueRule }: HostLanguage): Kind<string> => ({
  name: "a text",
  rule: labelValueRule,
  range: labelValueRule,
  read(input) {
    if (typeof input !== "string") return undefined;
    return isLabelValue(input)
      ? input
      : new Complaint(`${JSON.stringify(input)} is no value of a label; write ${labelValueRule}`);
  },
});

function checkLabels(labels: unknown, context: z.core.$RefinementCtx, { isLabel, labelRule }: HostLanguage): void {
  for (const label of Object.keys(isMapping(labels) ? labels : {}).filter((label) => !isLabel(label)))
    complain(context, [label], `is no name of a label; write ${labelRule}`, "key");
}

/** `@NAME` must be a word of the selectors. */
function checkGroupNames(groups: unknown, context: z.core.$RefinementCtx): void {
  const rule = "a letter, then up to 62 letters, digits, dots, dashes or underscores, a letter or digit last";
  for (const name of Object.keys(isMapping(groups) ? groups : {})) {
    if (!/^[A-Za-z](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(name))
      complain(context, [name], `is no name of a group; write ${rule}`, "key");
  }
}

function checkHosts(hosts: unknown, context: z.core.$RefinementCtx, language: HostLanguage): void {
  for (const [pattern, host] of Object.entries(isMapping(hosts) ? hosts : {})) {
    const names = expanded(pattern, language);
    if (typeof names === "string") complain(context, [pattern], names, "key");
    else if (isSound(context, pattern))
      checkAddress(pattern, names, (host as { readonly address: string | null } | null)?.address ?? null, context);
  }
}

/** The names that a key of `hosts` stands for, or what is wrong with it. */
export function expanded(pattern: string, language: HostLanguage): readonly string[] | string {
  try {
    return language.expandHosts(pattern);
  } catch (error) {
    if (isFault(error, "INVALID_SELECTOR")) return `names no hosts: column ${error.fault.column} of it: ${error.fault.problem}`;
    throw error;
  }
}

function checkAddress(pattern: string, names: readonly string[], template: string | null, context: z.core.$RefinementCtx): void {
  if (template !== null && names.length > 1 && !template.includes(HOST_MARK)) {
    const remedy = `write ${HOST_MARK} where the name of each belongs, or give each a line of its own`;
    complain(context, [pattern, "address"], `is one address for ${names.length} hosts; ${remedy}`);
    return;
  }
  const wrong = names.find((name) => addressOf(template, name) instanceof Complaint);
  if (wrong === undefined) return;
  if (template === null)
    complain(context, [pattern], `${wrong} cannot be an address; give it one, as in address: 10.0.0.7`, "key");
  else complain(context, [pattern, "address"], (addressOf(template, wrong) as Complaint).message);
}
