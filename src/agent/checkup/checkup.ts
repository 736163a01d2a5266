import { redactedYaml } from "../../config/effective-config.ts";
import { CHECK_WITHIN, type Check, runChecks } from "../../core/checks/check.ts";
import { about, warning } from "../../core/checks/findings.ts";
import { hostChecks } from "../../core/checks/host-checks.ts";
import type { HostReaders } from "../../core/checks/host-readers.ts";
import type { HostSubject, SubjectComponent } from "../../core/checks/host-subject.ts";
import { judgeConfiguration } from "../../core/checks/judge-configuration.ts";
import type { Clock } from "../../core/clock.ts";
import type { Finding } from "../../core/finding.ts";
import type { HomePaths } from "../../core/home-paths.ts";
import type { ConfigurationReport } from "../../core/host-reports.ts";
import { denyListCheck } from "../../pki/deny-list-check.ts";
import { lookAtCertificates } from "../../pki/look-at-certificates.ts";
import type { Environment } from "../../supervisor/child-environment.ts";
import type { ComponentActor } from "../../supervisor/component-actor.ts";
import { thisMachine } from "../../supervisor/host-facts/this-machine.ts";
import type { ServerSupervisor } from "../../supervisor/server-supervisor.ts";
import type { Settings } from "../agent-settings.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import { hostWarnings } from "../host-warnings.ts";
import { readConfiguration } from "./read-configuration.ts";

/** What a check-up needs of the agent. */
export interface CheckupParts {
  readonly clock: Clock;
  readonly paths: HomePaths;
  readonly env: Environment;
  readonly supervisor: ServerSupervisor;
  readonly audit: AuditLog;
  settings(): Settings;
}

/** How this agent reads facts. */
const READERS: HostReaders = {
  ...thisMachine,
  certificates: (tls, name) => lookAtCertificates(tls, { use: "agent", name }),
};

/** The agent's look at itself and its surroundings. Changes nothing, and connects to nobody. */
export class Checkup {
  readonly #parts: CheckupParts;
  /** How far the wall clock was ahead of the monotonic one at the beginning: it changes only when somebody sets the clock. */
  readonly #apart: number;
  #underWay: Promise<readonly Finding[]> | null = null;

  constructor(parts: CheckupParts) {
    this.#parts = parts;
    this.#apart = this.#clocksApart();
  }

  /** What was found, also where nothing is wrong. Whoever asks while one is under way gets what that finds. Never rejects. */
  diagnose(): Promise<readonly Finding[]> {
    this.#underWay ??= this.#look().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** The configuration in use, without its secrets. */
  configuration(): Pick<ConfigurationReport, "file" | "yaml"> {
    const file = this.#parts.paths.agentConfig;
    const { specs, socketGroup, ...settings } = this.#parts.settings();
    const config = { ...settings, file, components: specs, socket: { group: socketGroup } };
    return { file, yaml: redactedYaml(config) };
  }

  async #look(): Promise<readonly Finding[]> {
    const { clock, supervisor, audit } = this.#parts;
    const checks = [this.#configurationCheck(), ...this.#denyListCheck(), ...hostChecks(this.#subject(), READERS)];
    const found = await runChecks(checks, { clock, within: CHECK_WITHIN, signal: NEVER });
    const told = [...hostWarnings(supervisor), ...audit.warnings];
    return [...found, ...told.flatMap((text) => about("agent", "", [warning(text, "")]))];
  }

  #subject(): HostSubject {
    const { paths, clock, env, supervisor } = this.#parts;
    const { host, listen } = this.#parts.settings();
    return {
      host,
      paths,
      listen,
      components: new Map(supervisor.actors.map((actor) => [actor.name, componentOf(actor, supervisor)])),
      agentPid: process.pid,
      uid: process.getuid?.() ?? null,
      asAgent: true,
      searchPath: env["PATH"],
      now: clock.wall(),
      stepMs: Math.round(this.#clocksApart() - this.#apart),
    };
  }

  #configurationCheck(): Check {
    const { paths, settings } = this.#parts;
    const file = paths.agentConfig;
    return {
      check: "configuration",
      subject: file,
      look: async () => {
        const { hash, host } = settings();
        return judgeConfiguration("configuration", await readConfiguration(file, host), { hash: hash || null, needed: true });
      },
    };
  }

  #denyListCheck(): readonly Check[] {
    const tls = this.#parts.settings().listen?.tls ?? null;
    return tls === null ? [] : [denyListCheck(tls)];
  }

  #clocksApart(): number {
    const { clock } = this.#parts;
    return clock.wall().getTime() - clock.now();
  }
}

const NEVER = new AbortController().signal;

function componentOf(actor: ComponentActor, supervisor: ServerSupervisor): SubjectComponent {
  const { state, reason } = supervisor.status(actor.name);
  return { spec: actor.spec, leader: actor.pid, broken: state === "failed" || state === "backoff", reason };
}
