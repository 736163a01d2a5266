import type { AgentConfig } from "../../core/agent-config.ts";
import { CHECK_WITHIN, type Check, notChecked, runChecks } from "../../core/checks/check.ts";
import { about, error } from "../../core/checks/findings.ts";
import { hostChecks } from "../../core/checks/host-checks.ts";
import type { HostSubject, SubjectComponent } from "../../core/checks/host-subject.ts";
import { judgeUnattended, judgeVersion } from "../../core/checks/judge-agent.ts";
import { judgeConfiguration } from "../../core/checks/judge-configuration.ts";
import { ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { CheckupReport, Finding } from "../../core/finding.ts";
import type { ComponentName } from "../../core/names.ts";
import type { ComponentStatus, HostStatus } from "../../core/status.ts";
import { denyListCheck } from "../../pki/deny-list-check.ts";
import { lookAtCertificates } from "../../pki/look-at-certificates.ts";
import { processOwner } from "../../supervisor/host-facts/process-owner.ts";
import { thisMachine } from "../../supervisor/host-facts/this-machine.ts";
import type { LastKnown } from "../../supervisor/last-known.ts";
import type { CommandContext } from "../command-context.ts";
import { answered, type HostAnswer, notAnswered } from "../host-answer.ts";
import type { LocalHost } from "../local/local-host.ts";
import { openLocalHost } from "../local/open-local-host.ts";
import type { ConfigReading } from "../local/plan-without-agent.ts";
import { askAgent } from "../local/reach-agent.ts";
import { readConfig } from "../local/read-config.ts";
import { type HostCheckup, mergeFindings } from "./host-checkup.ts";

/** How long the agent may take: each of its checks has its own bound, which is shorter. */
export const CHECKUP_WITHIN = ms(10_000);

/** What this host's agent says of itself, if there is one. */
type AgentReply =
  | { readonly t: "answered"; readonly report: CheckupReport; readonly status: HostStatus }
  | { readonly t: "absent"; readonly lastKnown: LastKnown }
  | { readonly t: "silent"; readonly error: FaultError };

/** A check-up of this host. @param isJumpBox whether it has an inventory, so that an agent is not expected. */
export async function localCheckup(
  isJumpBox: boolean,
  context: CommandContext,
): Promise<HostAnswer<HostCheckup> & { readonly invalid: boolean }> {
  const { choices, terminal } = context;
  const host = openLocalHost(choices, terminal);
  const signal = terminal.interrupted;
  const [reading, reply] = await Promise.all([readConfig(host), replyOf(host, choices.timeout ?? CHECKUP_WITHIN, signal)]);
  const needed = reply.t !== "absent" || !isJumpBox;
  const config = reading.t === "valid" ? reading.config : null;
  const checks = [
    ...configurationChecks(reading, reply, needed, context),
    ...hostChecks(subjectOf(config, reply, context), READERS),
  ];
  const own = await runChecks(needed || config !== null ? checks : checks.slice(0, 1), {
    clock: terminal.clock,
    within: CHECK_WITHIN,
    signal,
  });
  const findings = mergeFindings(reply.t === "answered" ? reply.report.findings : [], [
    ...agentFindings(reply, host, terminal.version),
    ...own,
  ]);
  const version = reply.t === "answered" ? reply.report.version : null;
  const name = reply.t === "answered" ? reply.report.host : (config?.host ?? host.name);
  const value = { version, clockOffsetMs: null, findings };
  const invalid = reading.t === "unusable" && needed;
  return { ...(reply.t === "silent" ? notAnswered(name, reply.error, value) : answered(name, value)), invalid };
}

const READERS = {
  ...thisMachine,
  certificates: (tls: Parameters<typeof lookAtCertificates>[0], name: string) => lookAtCertificates(tls, { use: "agent", name }),
};

async function replyOf(host: LocalHost, within: ReturnType<typeof ms>, signal: AbortSignal): Promise<AgentReply> {
  try {
    const reply = await askAgent(host, within, signal, async (agent, call) => ({
      report: await agent.diagnose("", call),
      status: await agent.status({ components: [], expectedHost: "" }, call),
    }));
    return reply.t === "absent" ? reply : { t: "answered", ...reply.value };
  } catch (problem) {
    if (problem instanceof FaultError) return { t: "silent", error: problem };
    throw problem;
  }
}

function configurationChecks(
  reading: ConfigReading,
  reply: AgentReply,
  needed: boolean,
  { choices }: CommandContext,
): readonly Check[] {
  const file = choices.paths.agentConfig;
  const hash = reply.t === "answered" ? reply.status.supervisor.configHash || null : null;
  const facts =
    reading.t === "valid"
      ? ({ t: "valid", file, hash: reading.config.hash, summary: `valid, ${reading.config.components.size} components` } as const)
      : ({ t: "unusable", file, error: reading.error } as const);
  const tls = reading.t === "valid" ? (reading.config.listen?.tls ?? null) : null;
  const configuration: Check = {
    check: "configuration",
    subject: file,
    look: () => judgeConfiguration("configuration", facts, { hash, needed }),
  };
  return [configuration, ...(tls === null ? [] : [denyListCheck(tls)])];
}

/** How the agent itself is, and what runs without one. */
function agentFindings(reply: AgentReply, host: LocalHost, version: string): readonly Finding[] {
  if (reply.t === "answered") return about("version", "", [judgeVersion(reply.report.version, version)]);
  if (reply.t === "absent") return about("agent", "", [judgeUnattended(reply.lastKnown.unattended)]);
  const { code } = reply.error.fault;
  if (code === "PERMISSION_DENIED") return [notChecked({ check: "agent", subject: host.name }, reply.error)];
  return about("agent", "", [error(reply.error.message, "")]);
}

function subjectOf(config: AgentConfig | null, reply: AgentReply, { choices, terminal }: CommandContext): HostSubject {
  const agentPid = reply.t === "answered" ? reply.status.supervisor.pid : null;
  const self = process.getuid?.() ?? null;
  const owner = agentPid === null ? (self === 0 ? null : self) : processOwner(agentPid);
  return {
    host: config?.host ?? terminal.hostName,
    paths: choices.paths,
    listen: config?.listen ?? null,
    components: componentsOf(config, reply),
    agentPid,
    uid: owner,
    asAgent: self === 0 || self === owner,
    searchPath: terminal.env["PATH"],
    now: terminal.clock.wall(),
    stepMs: null,
  };
}

function componentsOf(config: AgentConfig | null, reply: AgentReply): ReadonlyMap<ComponentName, SubjectComponent> {
  const live = new Map(livingOf(reply).map((status) => [status.name, status]));
  const all = [...(config?.components.values() ?? [])];
  return new Map(
    all.map((spec) => {
      const status = live.get(spec.name);
      const broken = status?.state === "failed" || status?.state === "backoff";
      return [spec.name, { spec, leader: status?.pid ?? null, broken, reason: status?.reason ?? null }];
    }),
  );
}

function livingOf(reply: AgentReply): readonly ComponentStatus[] {
  if (reply.t === "answered") return reply.status.components;
  return reply.t === "absent" ? reply.lastKnown.unattended : [];
}
