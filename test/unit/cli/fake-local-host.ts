import type { BackgroundAgent } from "../../../src/cli/local/background-agent.ts";
import type { Knock } from "../../../src/cli/local/knock.ts";
import type { Connection, LocalHost } from "../../../src/cli/local/local-host.ts";
import type { AgentConfig } from "../../../src/core/agent-config.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { OperationId } from "../../../src/core/names.ts";
import type { LastKnown } from "../../../src/supervisor/last-known.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { lastKnown, operation } from "./samples.ts";

/** Runs the clock until the promise has an answer. */
export async function inTime<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const done = promise.finally(() => {
    settled = true;
  });
  done.catch(() => {});
  for (let turns = 0; !settled && turns < 10_000; turns++) {
    await clock.settle();
    if (!settled && clock.pending > 0) await clock.advanceToNext();
  }
  return await done;
}

/** An agent that was started in the background, as a test wants it to go. */
export interface FakeStart {
  /** Called when it is started. */
  readonly begin?: (host: FakeLocalHost) => void;
  /** How it ends, if it does. */
  readonly ended?: string;
  readonly lastWords?: readonly string[];
}

/** A host that is as a test says, and writes down what was done to it. */
export class FakeLocalHost implements LocalHost {
  readonly name = "this-host";
  readonly userName = "alice";
  readonly logDir = "/var/log/imageserving";
  readonly agentLog = "/var/log/imageserving/ImageServing.log";
  readonly clock = new FakeClock();
  /** What was done: knocks and looks are not written down. */
  readonly trail: string[] = [];
  listens: Knock = "closed";
  known: LastKnown = lastKnown();
  config: AgentConfig | FaultError = new FaultError({ code: "NOT_CONFIGURED", file: "/etc/imageserving/agent.yaml" });
  starts: FakeStart[] = [];
  agent: Partial<Connection> = {};

  /** An agent lives and answers. */
  running(agent: Partial<Connection>, pid = 812): this {
    this.listens = "open";
    this.known = lastKnown({ agentPid: pid });
    this.agent = agent;
    return this;
  }

  /** The agent ends, and leaves these behind. */
  gone(unattended: LastKnown["unattended"] = []): void {
    this.listens = "closed";
    this.known = lastKnown({ unattended });
  }

  async knock(): Promise<Knock> {
    return this.listens;
  }

  async connect(): Promise<Connection> {
    const refuse = (what: string) => () => {
      throw new Error(`${what} was not expected`);
    };
    return {
      status: refuse("status"),
      events: refuse("events"),
      usage: refuse("usage"),
      diagnose: refuse("diagnose"),
      configuration: refuse("configuration"),
      testNotifications: refuse("testNotifications"),
      operate: refuse("operate"),
      logs: refuse("logs"),
      watch: refuse("watch"),
      getOperation: refuse("getOperation"),
      cancelOperation: refuse("cancelOperation"),
      acquireLease: refuse("acquireLease"),
      renewLease: refuse("renewLease"),
      releaseLease: refuse("releaseLease"),
      getLease: refuse("getLease"),
      breakLease: refuse("breakLease"),
      close: () => {},
      ...this.agent,
    };
  }

  async lastKnown(): Promise<LastKnown> {
    return this.known;
  }

  async readConfig(): Promise<AgentConfig> {
    if (this.config instanceof FaultError) throw this.config;
    return this.config;
  }

  async startAgent(adoptOnly: boolean): Promise<BackgroundAgent> {
    this.trail.push(adoptOnly ? "start agent to adopt" : "start agent");
    const start = this.starts.shift();
    if (start === undefined) throw new Error("no agent was to be started");
    start.begin?.(this);
    return {
      logFile: this.agentLog,
      ended: () => start.ended ?? null,
      lastWords: () => start.lastWords ?? [],
      release: () => {},
    };
  }

  newOperationId(): OperationId {
    return operation().id;
  }
}
