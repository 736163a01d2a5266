import { readdirSync } from "node:fs";
import type { Clock } from "../../core/clock.ts";
import { ms, seconds } from "../../core/duration.ts";
import type { SupervisorStatus } from "../../core/status.ts";
import type { Sampler } from "../../supervisor/sampler.ts";
import type { ServerSupervisor } from "../../supervisor/server-supervisor.ts";
import type { Settings } from "../agent-settings.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import type { ChangeFeed } from "../change-feed.ts";
import type { SenderFigures } from "../notify/sender.ts";
import { CertificateDates } from "./certificate-dates.ts";
import type { CertificateReading, ComponentReading, ProcessReading, Reading } from "./reading.ts";

/** Where a reading comes from. */
export interface ReadingSources {
  readonly clock: Clock;
  readonly supervisor: ServerSupervisor;
  readonly sampler: Sampler;
  readonly audit: AuditLog;
  readonly feed: ChangeFeed;
  settings(): Settings;
  own(): SupervisorStatus;
  notifications(): readonly SenderFigures[];
}

/** How old figures of memory and processor time may be. Whoever else measures them now and then saves the scrape a walk through /proc. */
const FRESH = seconds(10);
/** For what was started since. */
const SOON = seconds(1);

/** Takes readings of this host. */
export class Readings {
  readonly #sources: ReadingSources;
  readonly #dates = new CertificateDates();
  readonly #startedAt: number;

  constructor(sources: ReadingSources) {
    this.#sources = sources;
    this.#startedAt = Math.round(sources.clock.wall().getTime() / 1_000 - process.uptime());
  }

  async take(): Promise<Reading> {
    const { supervisor, sampler, settings, own, audit, feed, notifications } = this.#sources;
    const unmeasured = supervisor.actors.some(({ pid, usage }) => pid !== null && usage === null);
    await sampler.refresh(ms(unmeasured ? SOON : FRESH));
    return {
      host: settings().host,
      supervisor: own(),
      components: components(supervisor),
      audit: audit.standing,
      changesDropped: feed.droppedInAll,
      notifications: notifications(),
      certificates: [...this.#certificates(settings())],
      process: this.#process(),
    };
  }

  *#certificates({ listen, metrics }: Settings): Iterable<CertificateReading> {
    for (const [use, tls] of [
      ["listen", listen?.tls],
      ["metrics", metrics?.tls],
    ] as const) {
      const expires = tls == null ? null : this.#dates.expiry(tls.cert);
      if (expires !== null) yield { use, expires };
    }
  }

  #process(): ProcessReading {
    const { user, system } = process.cpuUsage();
    return {
      cpuSeconds: (user + system) / 1e6,
      residentBytes: process.memoryUsage.rss(),
      heapUsedBytes: process.memoryUsage().heapUsed,
      openFiles: readdirSync("/proc/self/fd").length,
      startedAt: this.#startedAt,
    };
  }
}

function components(supervisor: ServerSupervisor): readonly ComponentReading[] {
  const gone = new Set(supervisor.unconfigured);
  return supervisor.actors.map(({ name, spec, health, done }) => ({
    status: supervisor.status(name),
    configured: !gone.has(name),
    done,
    complaint: health,
    warnBytes: spec.memory.warn,
    restartBytes: spec.memory.restart,
  }));
}
