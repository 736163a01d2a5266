import { open } from "node:fs/promises";
import { basename } from "node:path";
import { urlWithoutPath } from "../../config/redact-config.ts";
import { errnoOf, messageOf } from "../../core/fault.ts";
import type { Finding } from "../../core/finding.ts";
import type { Hook } from "../../core/hook.ts";
import type { Inventory, RolloutDefaults } from "../../core/inventory.ts";
import { redactData } from "../../core/redact-data.ts";
import { redactLines } from "../../core/redact-lines.ts";
import type { InventoryReading } from "../doctor/jump-box-checks.ts";
import { type HostParts, jsonFile, linesFile, type MissingPart, type PartFile } from "./host-parts.ts";
import { newestFiles } from "./newest-files.ts";

const MOST_JOURNALS = 20;
const MOST_JOURNAL_BYTES = 1024 * 1024;

/** What belongs to where a fleet is called from: its inventory, its own check-up, and the journals of rollouts since then. */
export async function collectJumpBox(
  reading: InventoryReading,
  findings: readonly Finding[],
  { rollouts, since }: { readonly rollouts: string; readonly since: Date },
): Promise<HostParts> {
  const files: PartFile[] = [jsonFile("doctor.json", redactData({ findings }))];
  const missing: MissingPart[] = [];
  if (reading.t === "valid") files.push(jsonFile("inventory.json", redactData(inventoryObject(reading.loaded.inventory))));
  else missing.push({ part: "inventory.json", why: reading.error.message });
  try {
    for (const file of await newestFiles(rollouts, ".jsonl", since, MOST_JOURNALS)) files.push(await journal(file));
  } catch (error) {
    if (errnoOf(error) === "") throw error;
    if (errnoOf(error) !== "ENOENT") missing.push({ part: "rollouts", why: messageOf(error) });
  }
  return { version: "", files, missing, failed: missing.length > 0 };
}

/** Its last bytes, from a line's beginning. */
async function journal(file: string): Promise<PartFile> {
  await using handle = await open(file, "r");
  const { size } = await handle.stat();
  const from = Math.max(0, size - MOST_JOURNAL_BYTES);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
  const lines = buffer
    .subarray(0, bytesRead)
    .toString("utf8")
    .trimEnd()
    .split("\n")
    .slice(from === 0 ? 0 : 1);
  return linesFile(
    `rollouts/${basename(file)}`,
    lines.map(redactedLine),
    from === 0 ? null : `the first ${from} bytes are left out`,
  );
}

function redactedLine(line: string): string {
  try {
    return JSON.stringify(redactData(JSON.parse(line)));
  } catch {
    return redactLines([line])[0] ?? "";
  }
}

const inventoryObject = ({ source, hosts, groups, tls, rollout, groupRollouts }: Inventory) => ({
  source,
  tls,
  hosts: [...hosts.values()].map(({ name, address, labels }) => ({ name, address, labels: Object.fromEntries(labels) })),
  groups: Object.fromEntries(groups),
  rollout: rolloutObject(rollout),
  groupRollouts: Object.fromEntries([...groupRollouts].map(([name, defaults]) => [name, rolloutObject(defaults)])),
});

/** Many services have their token in the path of a URL. */
const rolloutObject = ({ hooks, ...rest }: RolloutDefaults) => ({
  ...rest,
  hooks:
    hooks === null
      ? null
      : { before: hookObject(hooks.before), after: hookObject(hooks.after), onFailure: hookObject(hooks.onFailure) },
});

const hookObject = (hook: Hook | null) => (hook?.kind === "http" ? { ...hook, url: urlWithoutPath(hook.url) } : hook);
