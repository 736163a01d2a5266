import { CHECK_WITHIN, runChecks } from "../../core/checks/check.ts";
import { ExitCode } from "../../core/exit-code.ts";
import type { Finding } from "../../core/finding.ts";
import type { HostAddress } from "../../core/inventory.ts";
import { selectHosts } from "../../fleet/select-hosts.ts";
import type { CommandContext } from "../command-context.ts";
import { frameOf, plainObject, SCHEMA_VERSION } from "../frame.ts";
import type { HostAnswer } from "../host-answer.ts";
import { findingsText, placed } from "../render/findings-text.ts";
import { isStructured, jsonLine, writeData } from "../structured-output.ts";
import { Interrupted } from "../terminal.ts";
import { doctorExitCode } from "./doctor-exit-code.ts";
import { foldFindings } from "./fold-findings.ts";
import { checkupObject, type HostCheckup } from "./host-checkup.ts";
import { mixedVersions } from "./judge-inventory.ts";
import { type InventoryReading, jumpBoxChecks } from "./jump-box-checks.ts";
import { readInventoryFor } from "./read-inventory-for.ts";

/** What was found, on each host and where the fleet is called from. */
export interface DoctorReport {
  readonly answers: readonly HostAnswer<HostCheckup>[];
  /** Of the jump box and of the fleet as a whole; null: this machine is none. */
  readonly jumpBox: readonly Finding[] | null;
  readonly invalid: boolean;
  readonly addressOf: (host: string) => HostAddress | null;
}

/** Looks for what is wrong, or soon will be, here or on the selected hosts. Changes nothing. */
export async function runDoctor(strict: boolean, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const report = choices.selection === null ? await localReport(context) : await fleetReport(context);
  const reason: unknown = terminal.interrupted.reason;
  const findings = [...(report.jumpBox ?? []), ...report.answers.flatMap(({ value }) => value?.findings ?? [])];
  const outcomes = report.answers.map(({ outcome }) => outcome);
  const exitCode =
    reason instanceof Interrupted ? reason.exitCode : doctorExitCode({ outcomes, findings, invalid: report.invalid, strict });
  if (isStructured(choices.output)) terminal.stdout.write(await structured(report, exitCode, choices.output, terminal.hostName));
  else if (!choices.quiet || exitCode !== ExitCode.OK) terminal.stdout.write(text(report, context));
  return exitCode;
}

/** This machine: the host that it is, and the jump box where it has an inventory. */
export async function localReport(context: CommandContext): Promise<DoctorReport> {
  const reading = await readInventoryFor(context);
  const isJumpBox = reading.t === "valid" || reading.error.fault.code !== "NOT_CONFIGURED";
  const { localCheckup } = await import("./local-checkup.ts");
  const [answer, jumpBox] = await Promise.all([
    localCheckup(isJumpBox, context),
    isJumpBox ? jumpBoxFindings(reading, context) : null,
  ]);
  const known = new Set(answer.value?.findings.map(({ check, subject }) => `${check} ${subject}`));
  const others = jumpBox?.filter(({ check, subject }) => !known.has(`${check} ${subject}`)) ?? null; // of one machine once
  return {
    answers: [answer],
    jumpBox: others,
    invalid: answer.invalid || (isJumpBox && reading.t === "unusable"),
    addressOf: () => null,
  };
}

/** The selected hosts, and the jump box. Rejects where the selection is at fault. */
export async function fleetReport(context: CommandContext): Promise<DoctorReport> {
  const reading = await readInventoryFor(context);
  const own = await jumpBoxFindings(reading, context);
  if (reading.t === "unusable" || context.choices.selection === null)
    return { answers: [], jumpBox: own, invalid: true, addressOf: () => null };
  const { inventory } = reading.loaded;
  const hosts = selectHosts(inventory, context.choices.selection);
  const { fleetCheckup } = await import("./fleet-checkup.ts");
  const answers = await fleetCheckup({ inventory: reading.loaded, context: reading.context, hosts }, context);
  const versions = new Map(answers.flatMap(({ host, value }) => (value?.version ? [[host, value.version] as const] : [])));
  return {
    answers,
    jumpBox: [...own, ...mixedVersions(versions)],
    invalid: false,
    addressOf: (host) => inventory.hosts.get(host)?.address ?? null,
  };
}

const jumpBoxFindings = (reading: InventoryReading, { choices, terminal }: CommandContext): Promise<readonly Finding[]> =>
  runChecks(jumpBoxChecks(reading, choices.paths, terminal.clock.wall()), {
    clock: terminal.clock,
    within: CHECK_WITHIN,
    signal: terminal.interrupted,
  });

async function structured(
  { answers, jumpBox }: DoctorReport,
  exitCode: number,
  format: "json" | "jsonl" | "yaml",
  hostName: string,
): Promise<string> {
  const hosts = answers.map((answer) =>
    plainObject({ ...answer, value: answer.value === null ? null : checkupObject(answer.value) }),
  );
  const own = jumpBox === null ? null : { host: hostName, findings: jumpBox };
  const head = { schemaVersion: SCHEMA_VERSION, command: "doctor" };
  if (format === "jsonl")
    return [...(own === null ? [] : [{ ...head, jumpBox: own }]), ...hosts.map((host) => ({ ...head, ...host }))]
      .map(jsonLine)
      .join("");
  return await writeData({ ...frameOf("doctor", exitCode as ExitCode, hosts), jumpBox: own }, format);
}

function text({ answers, jumpBox, addressOf }: DoctorReport, { choices, terminal, paint }: CommandContext): string {
  const many = choices.selection !== null;
  const own = many ? "this machine" : terminal.hostName;
  const found = [
    ...answers.flatMap(({ host, value }) => placed(many ? host : own, value?.findings ?? [])),
    ...placed(own, jumpBox ?? []),
  ];
  const folded = foldFindings(found, addressOf, many && choices.fold);
  const options = { width: terminal.stdout.columns, paint: paint.stdout, wide: choices.output === "wide", places: many };
  const silent = answers.filter(({ outcome }) => outcome !== "ok").length;
  const asked = many
    ? [
        paint.stdout(
          "dim",
          `${answers.length} ${answers.length === 1 ? "host" : "hosts"}: ${answers.length - silent} asked${silent === 0 ? "" : `, ${silent} could not be`}`,
        ),
      ]
    : [];
  return `${[...findingsText(folded, options), ...asked].join("\n")}\n`;
}
