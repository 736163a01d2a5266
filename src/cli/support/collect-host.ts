import { FaultError, messageOf } from "../../core/fault.ts";
import { type HostEvent, MOST_EVENTS } from "../../core/host-event.ts";
import type { CallContext, HostService } from "../../core/host-service.ts";
import { type OperationId, parseComponentName } from "../../core/names.ts";
import type { Operation } from "../../core/operation.ts";
import { redactData } from "../../core/redact-data.ts";
import { redactLines } from "../../core/redact-lines.ts";
import type { HostStatus } from "../../core/status.ts";
import { outcomeOf } from "../../fleet/outcome.ts";
import { statusObject } from "../frame.ts";
import { answered } from "../host-answer.ts";
import { type HostParts, jsonFile, linesFile, type MissingPart, type PartFile, type SupportWish } from "./host-parts.ts";
import { LastLines } from "./last-lines.ts";

/** What events may take of the room for a host. */
const EVENTS_SHARE = 0.25;
/** Of how many operations is asked what became of them. */
const MOST_OPERATIONS = 50;
/** No log gets less, however many there are. */
const LEAST_LOG_BYTES = 64 * 1024;

/** Collects what an agent tells of its host, with secrets removed here once more. Rejects where the host cannot be reached at all. */
export async function collectHost(host: string, service: HostService, wish: SupportWish, call: CallContext): Promise<HostParts> {
  const parts = new Parts();
  const status = await service.status({ components: [], expectedHost: host }, call); // without it there is nothing to be had
  parts.add(jsonFile("status.json", redactData(statusObject(answered(status.host, status)))));
  await parts.try("configuration.yaml", async () => {
    const { file, hash, yaml } = await service.configuration(host, call);
    return linesFile("configuration.yaml", redactLines([`# ${file}`, `# ${hash}`, ...yaml.trimEnd().split("\n")]));
  });
  await parts.try("doctor.json", async () => jsonFile("doctor.json", redactData(await service.diagnose(host, call))));
  await parts.try("usage.json", async () =>
    jsonFile("usage.json", await service.usage({ components: [], since: wish.since, expectedHost: host }, call)),
  );
  const ids = await collectEvents(host, service, wish, call, parts);
  await parts.try("operations.json", async () =>
    jsonFile("operations.json", redactData(await operationsOf(ids, host, service, call))),
  );
  await collectLogs(status, service, { ...wish, mostBytes: wish.mostBytes - parts.bytes }, host, call, parts);
  return { version: status.supervisor.version, files: parts.files, missing: parts.missing, failed: parts.missing.length > 0 };
}

/** Files, and why others are none. */
class Parts {
  readonly files: PartFile[] = [];
  readonly missing: MissingPart[] = [];

  add(file: PartFile): void {
    this.files.push(file);
  }

  get bytes(): number {
    return this.files.reduce((sum, { content }) => sum + content.length, 0);
  }

  /** Only what is foreseen is passed over; where nobody answers any more, the rest is not asked for. */
  async try(part: string, collect: () => Promise<PartFile>): Promise<void> {
    try {
      this.add(await collect());
    } catch (error) {
      if (!(error instanceof FaultError) || error.fault.code === "CANCELLED") throw error;
      this.missing.push({ part, why: messageOf(error) });
      if (outcomeOf(error) === "unreachable") throw error;
    }
  }
}

/** @returns the operations that are spoken of, the latest last. */
async function collectEvents(
  host: string,
  service: HostService,
  wish: SupportWish,
  call: CallContext,
  parts: Parts,
): Promise<readonly OperationId[]> {
  const kept = new LastLines(wish.mostBytes * EVENTS_SHARE);
  const ids = new Set<OperationId>();
  let forgotten: Date | null = null;
  const query = { components: [], since: wish.since, afterSequence: 0, limit: MOST_EVENTS, follow: false, expectedHost: host };
  await parts.try("events.jsonl", async () => {
    for await (const { events, forgottenUntil } of service.events(query, call)) {
      forgotten ??= forgottenUntil;
      for (const event of events) {
        if (event.operationId !== null) ids.add(event.operationId);
        kept.add(JSON.stringify(redactData<HostEvent>(event)));
      }
    }
    const lost = forgotten === null ? null : `events up to ${forgotten.toISOString()} are kept no more`;
    return linesFile("events.jsonl", kept.lines, [kept.cut, lost].filter((text) => text !== null).join("; ") || null);
  });
  return [...ids].slice(-MOST_OPERATIONS);
}

async function operationsOf(
  ids: readonly OperationId[],
  host: string,
  service: HostService,
  call: CallContext,
): Promise<readonly Operation[]> {
  const found: Operation[] = [];
  for (const id of ids) {
    try {
      found.push(await service.getOperation(id, call, host));
    } catch (error) {
      if (!(error instanceof FaultError) || error.fault.code !== "OPERATION_NOT_FOUND") throw error;
    }
  }
  return found;
}

async function collectLogs(
  { components }: HostStatus,
  service: HostService,
  { lines, mostBytes }: SupportWish,
  host: string,
  call: CallContext,
  parts: Parts,
): Promise<void> {
  const names = components.map(({ name }) => parseComponentName(name)).filter((name) => name !== null); // it becomes the name of a file
  const most = Math.max(LEAST_LOG_BYTES, mostBytes / Math.max(1, names.length));
  for (const name of names) {
    await parts.try(`logs/${name}.log`, async () => {
      const kept = new LastLines(most);
      for await (const portion of service.logs({ components: [name], lines, follow: false, expectedHost: host }, call)) {
        for (const line of portion.lines) kept.add(line);
      }
      return linesFile(`logs/${name}.log`, redactLines(kept.lines), kept.cut);
    });
  }
}
