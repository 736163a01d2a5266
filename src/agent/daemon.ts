import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CancelTimer } from "../core/clock.ts";
import { ms, seconds } from "../core/duration.ts";
import { messageOf } from "../core/fault.ts";
import type { ComponentName } from "../core/names.ts";
import type { Operation } from "../core/operation.ts";
import type { ComponentStatus } from "../core/status.ts";
import { installationId } from "../supervisor/component-mark.ts";
import { Machine } from "../supervisor/machine.ts";
import { secondsSinceBoot } from "../supervisor/proc-fs.ts";
import { thisBoot } from "../supervisor/process-identity.ts";
import { Sampler } from "../supervisor/sampler.ts";
import { ServerSupervisor } from "../supervisor/server-supervisor.ts";
import { readSettings, type Settings } from "./agent-settings.ts";
import { AuditLog } from "./audit/audit-log.ts";
import { OperationAudit } from "./audit/operation-audit.ts";
import type { Change } from "./change.ts";
import { ChangeFeed } from "./change-feed.ts";
import { ComponentLogs } from "./component-logs.ts";
import type { DaemonParts } from "./daemon-parts.ts";
import { HostAgent } from "./host-agent.ts";
import { hostWarnings } from "./host-warnings.ts";
import { Insight } from "./insight/insight.ts";
import { LeaseFile } from "./leases/lease-file.ts";
import { LeaseTable } from "./leases/lease-table.ts";
import { ANY_LOG, OWN_LOG } from "./log-limits.ts";
import { watchMemory } from "./memory-watch.ts";
import { type HostDoors, hostDoors } from "./network/host-doors.ts";
import type { LiveOperation } from "./operations/live-operation.ts";
import type { OperationRecord } from "./operations/operation-record.ts";
import { OperationStore } from "./operations/operation-store.ts";
import { OperationTable } from "./operations/operation-table.ts";
import { runOperation } from "./operations/run-operation.ts";
import { OwnStatus } from "./own-status.ts";
import { recoverJournal } from "./recover-journal.ts";
import { SdNotify, serviceManager } from "./sd-notify.ts";
import { socketAccess } from "./socket-access.ts";

/** How long calls in progress may take when the agent ends. */
const DRAIN = seconds(2);
/** After this, an agent that was started for one operation ends where that never came. */
const PATIENCE = seconds(30);
/** The agent of a host: everything that is alive in it, and how it begins and ends. */
export class Daemon {
  readonly #parts: DaemonParts;
  readonly #supervisor: ServerSupervisor;
  readonly #audit: AuditLog;
  readonly #leases: LeaseTable;
  readonly #operations: OperationTable;
  readonly #own: OwnStatus;
  readonly #sampler: Sampler;
  readonly #feed: ChangeFeed;
  readonly #insight: Insight;
  readonly #logs: ComponentLogs;
  readonly #machine: Machine;
  readonly #service: HostAgent;
  readonly #doors: HostDoors;
  readonly #notify: SdNotify;
  #settings: Settings;
  /** Read for a restart of everything, and taken into use once all is down. */
  #next: Settings | null = null;
  #endMemoryWatch: CancelTimer = () => {};
  #end: (why: string) => void = () => {};
  /** Resolves with the reason once the agent is to end. */
  readonly ended: Promise<string>;

  /** Adopts, goes on with what was in progress, and answers on the socket. Rejects with a fault where it cannot. */
  static async start(parts: DaemonParts): Promise<Daemon> {
    const { stateDir } = parts.paths;
    const sinceBoot = () => ({ bootId: thisBoot(), msSinceBoot: secondsSinceBoot() * 1_000 });
    const leases = await LeaseTable.open({ ...parts, file: new LeaseFile(stateDir, parts.log), sinceBoot });
    const daemon = new Daemon(parts, await AuditLog.open({ ...parts, stateDir }), leases);
    await daemon.#begin();
    return daemon;
  }

  private constructor(parts: DaemonParts, audit: AuditLog, leases: LeaseTable) {
    const { clock, log, env, paths, settings } = parts;
    this.#parts = parts;
    this.#audit = audit;
    this.#leases = leases;
    this.#settings = settings;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#feed = new ChangeFeed(clock);
    const specOf = (name: ComponentName) => (this.#supervisor.has(name) ? this.#supervisor.actor(name).spec.log : ANY_LOG);
    this.#logs = new ComponentLogs({ logDir: paths.logDir, clock, log, env, specOf });
    const installation = installationId(paths.stateDir);
    const openLog = (name: ComponentName) => this.#logs.of(name).openForChild();
    this.#machine = new Machine({ clock, log, installation, env, openLog, random: Math.random });
    const logFileOf = (name: ComponentName) => this.#logs.pathOf(name);
    this.#supervisor = new ServerSupervisor({ stateDir: paths.stateDir, installation, around: this.#machine, clock, logFileOf });
    this.#own = new OwnStatus({ ...parts, supervisor: this.#supervisor, configHash: () => this.#settings.hash });
    this.#sampler = new Sampler(clock, () => [this.#own, ...this.#supervisor.actors]);
    this.#insight = this.#newInsight();
    this.#operations = this.#newOperations();
    this.#service = this.#newService();
    this.#doors = this.#newDoors();
    this.#notify = new SdNotify(serviceManager(env, process.pid), clock, log);
  }

  /** Asks the agent to end. Components are left running. */
  end(why: string): void {
    this.#end(why);
  }

  /** Reads the configuration anew. Running processes are never touched; an invalid one changes nothing. */
  async reload(): Promise<void> {
    const { paths, hostName, log } = this.#parts;
    try {
      this.#use(await readSettings(paths.agentConfig, hostName));
      log.info({ file: paths.agentConfig, hash: this.#settings.hash }, "configuration read anew");
    } catch (error) {
      const problem = messageOf(error);
      log.error({ why: problem }, "the configuration stays as it was");
      this.#tell({ t: "configuration", hash: this.#settings.hash, problem });
    }
  }

  /** Ends open calls, writes the journal a last time. Safe to call once; components go on. */
  async close(why: string): Promise<void> {
    this.#tell({ t: "agent-ended", why });
    await this.#notify.stopping();
    this.#endMemoryWatch();
    await this.#logs.stop();
    this.#operations.close();
    this.#doors.network.stop();
    await this.#doors.server[Symbol.asyncDispose]();
    await this.#insight.close();
    await this.#audit.close();
    await this.#supervisor.close();
  }

  async #begin(): Promise<void> {
    const { adoptOnly, background, paths, log, version, clock } = this.#parts;
    this.#supervisor.onChange((name) => this.#componentChanged(name));
    const last = recoverJournal(paths.stateDir, clock, log);
    const survivors = this.#supervisor.resume(last, this.#settings.specs, adoptOnly ? "adopt-only" : "go-on");
    await this.#operations.restore(adoptOnly ? "a stop was asked for" : null);
    this.#logs.keep(this.#supervisor.names);
    this.#logs.start();
    if (background) this.#logs.addOwn(join(paths.logDir, "ImageServing.log"), OWN_LOG);
    for (const name of this.#supervisor.names) this.#showHealth(this.#supervisor.status(name));
    this.#endMemoryWatch = watchMemory(this.#sampler, clock);
    mkdirSync(dirname(paths.socket), { recursive: true, mode: 0o750 });
    // The network first: whoever finds the socket can count on other hosts reaching this one, where the address could be had.
    if (!adoptOnly) await this.#doors.network.use(this.#settings.listen);
    await this.#doors.server.bindUnix(paths.socket, socketAccess(this.#settings.socketGroup, paths.socket));
    if (!adoptOnly) this.#insight.use(this.#settings);
    log.info(
      { version, socket: paths.socket, adopted: survivors.map(({ name, identity }) => ({ name, pid: identity.pid })) },
      "agent ready",
    );
    this.#tell({ t: "agent-started", version, adopted: survivors.length });
    if (background) clock.after(PATIENCE, () => this.#endIfIdle(), { idle: true });
    await this.#notify.ready(`${survivors.length} components adopted`);
  }

  #newOperations(): OperationTable {
    const { clock, log, paths, hostName } = this.#parts;
    return new OperationTable({
      clock,
      log,
      supervisor: this.#supervisor,
      store: new OperationStore(paths.stateDir, log),
      audit: new OperationAudit(this.#audit),
      leases: this.#leases,
      configHash: () => this.#settings.hash,
      reload: async () => {
        const next = await readSettings(paths.agentConfig, hostName);
        this.#next = next;
        return () => this.#use(next);
      },
      run: (live) => this.#run(live),
      onChange: (operation) => this.#operationChanged(operation),
    });
  }

  #run(live: LiveOperation): Promise<OperationRecord> {
    const { background, log } = this.#parts;
    return runOperation(live, {
      supervisor: this.#supervisor,
      log,
      endsAfterStop: background,
      tail: (name) => this.#logs.of(name).tail(10),
      restart: {
        whyNotStartable: (name) => this.#whyNotStartable(name, live.operation.requested.length === 0),
        whenDown: () => this.#whenDown(),
      },
    });
  }

  #operationChanged(operation: Operation): void {
    this.#tell({ t: "operation", operation });
    if (!operation.agentEnds) return;
    this.#operations.close(); // what came now would be begun and left
    void this.#endOnceTold();
  }

  /** The command that started this agent was interrupted before it asked for anything. */
  #endIfIdle(): void {
    if (!this.#supervisor.running && this.#operations.inProgress.length === 0) this.#end("nobody asked for anything");
  }

  /** Whoever asked for the stop hears its result before the agent ends; one that does not read is not waited for. */
  async #endOnceTold(): Promise<void> {
    const { clock } = this.#parts;
    const patience = new Promise<void>((resolve) => clock.after(DRAIN, resolve));
    await Promise.race([this.#service.allTold(), patience]);
    clock.after(ms(20), () => this.#end("everything was stopped"));
  }

  #whyNotStartable(name: ComponentName, whole: boolean): string | null {
    const spec = whole && this.#next !== null ? this.#next.specs.get(name) : this.#supervisor.actor(name).spec;
    return spec === undefined ? null : this.#machine.whyNotStartable(spec);
  }

  /** A restart of everything starts the Server Supervisor anew, with the configuration that was read for it. */
  #whenDown(): readonly ComponentName[] {
    if (this.#next !== null) this.#use(this.#next);
    this.#supervisor.begin();
    return this.#supervisor.names;
  }

  #use(settings: Settings): void {
    this.#settings = settings;
    this.#next = null;
    this.#supervisor.configure(settings.specs);
    this.#logs.keep(this.#supervisor.names);
    void this.#doors.network.use(settings.listen);
    this.#insight.use(settings);
    this.#tell({ t: "configuration", hash: settings.hash, problem: null });
  }

  #newInsight(): Insight {
    return new Insight({
      ...this.#parts,
      supervisor: this.#supervisor,
      sampler: this.#sampler,
      audit: this.#audit,
      feed: this.#feed,
      settings: () => this.#settings,
      own: () => this.#own.now,
      tail: (name, lines) => this.#logs.of(name).tail(lines),
    });
  }

  #newService(): HostAgent {
    return new HostAgent({
      host: () => this.#settings.host,
      supervisor: this.#supervisor,
      operations: this.#operations,
      leases: this.#leases,
      sampler: this.#sampler,
      feed: this.#feed,
      logs: this.#logs,
      insight: this.#insight,
      supervisorStatus: () => this.#own.now,
      warnings: () => [...this.#doors.network.warnings(), ...this.#audit.warnings, ...hostWarnings(this.#supervisor)],
    });
  }

  #newDoors(): HostDoors {
    const { clock, log } = this.#parts;
    return hostDoors({
      service: this.#service,
      audit: this.#audit,
      clock,
      log,
      drainMs: DRAIN,
      host: () => this.#settings.host,
      onCall: (method, code, took, caller) => {
        this.#insight.called(method, code, took);
        log.info({ method, code, ms: Math.round(took), by: caller.name }, "call");
      },
    });
  }

  #componentChanged(name: ComponentName | null): void {
    if (name === null) this.#tell({ t: "supervisor", supervisor: this.#own.now });
    else if (this.#supervisor.has(name)) this.#tell({ t: "component", component: this.#supervisor.status(name) });
  }

  #tell(change: Change): void {
    this.#feed.changed(change);
    this.#insight.changed(change);
    if (change.t === "component") this.#showHealth(change.component);
  }

  #showHealth({ name, state, ready }: ComponentStatus): void {
    this.#doors.server.health.set(name, state === "running" && ready);
  }
}
