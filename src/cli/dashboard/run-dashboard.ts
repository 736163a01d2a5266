import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { type Endpoint, endpoint } from "../../config/network-kinds.ts";
import { ms } from "../../core/duration.ts";
import { ExitCode } from "../../core/exit-code.ts";
import { FaultError, messageOf } from "../../core/fault.ts";
import type { CommandContext } from "../command-context.ts";
import { SCHEMA_VERSION } from "../frame.ts";
import { rolloutCommands } from "../rollout/rollout-commands.ts";
import { rolloutDir } from "../rollout/rollout-folder.ts";
import { say } from "../say-error.ts";
import { isStructured, writeData } from "../structured-output.ts";
import { Interrupted } from "../terminal.ts";
import type { FleetWatch } from "../watch/fleet-watch.ts";
import { watchHosts } from "../watch/watch-hosts.ts";
import { type AccessRules, ENTER } from "./access.ts";
import { makeAccessKeys } from "./access-keys.ts";
import { dashboardApp } from "./dashboard-app.ts";
import { type DashboardFleet, openDashboardFleet } from "./dashboard-fleet.ts";
import { listenForPages } from "./dashboard-server.ts";
import { type DashboardTls, readDashboardTls } from "./dashboard-tls.ts";
import { Deeds } from "./deeds.ts";
import { hostCard } from "./host-card.ts";
import { LiveFeed } from "./live-feed.ts";
import { ownHosts, shownAddress } from "./own-hosts.ts";
import { readPageFiles } from "./page-files.ts";
import { Plans } from "./plans.ts";
import { prepare } from "./prepared.ts";
import { rolloutCard, rolloutDetail } from "./rollout-card.ts";
import { RolloutWatch } from "./rollout-watch.ts";

/** What the command line says of the dashboard. */
export interface DashboardWish {
  /** `HOST:PORT` */
  readonly listen: string;
  readonly allowActions: boolean;
  readonly tlsCert: string | null;
  readonly tlsKey: string | null;
}

/** Few hosts are looked at closely; of very many the figures may be older. */
const usageEvery = (hosts: number) => ms(hosts <= 50 ? 2_000 : hosts <= 300 ? 5_000 : 10_000);

/** What the dashboard is about; tests have hosts of their own. */
export interface DashboardWorld {
  readonly openFleet: typeof openDashboardFleet;
  readonly watch: typeof watchHosts;
}

const REAL_WORLD: DashboardWorld = { openFleet: openDashboardFleet, watch: watchHosts };

/** Serves the page until it is interrupted. Resolves with 0; interrupted while a rollout ran, with the code of that. */
export async function runDashboard(
  wish: DashboardWish,
  context: CommandContext,
  world: DashboardWorld = REAL_WORLD,
): Promise<number> {
  const { terminal, choices } = context;
  const listen = parseListen(wish.listen);
  const tls = await readDashboardTls({ cert: wish.tlsCert, key: wish.tlsKey }, listen);
  const files = readPageFiles(join(terminal.packageDir, "dist/web"));
  setMaxListeners(0, terminal.interrupted); // one for each rollout and operation is no leak
  const opened = await world.openFleet(context);
  const { fleet, sources } = opened;
  const clock = terminal.clock;
  const callContext = (signal: AbortSignal) => fleet.callContext(signal);
  const options = { clock, usageEvery: usageEvery(sources.length), concurrency: fleet.concurrency, callContext };
  await using watch = world.watch(sources, options);
  const feed = new LiveFeed(clock, helloOf(wish, opened, context));
  followHosts(watch, feed, context);
  using rollouts = new RolloutWatch(rolloutDir(choices), clock, (all) => feed.setRollouts(all.map(rolloutCard)));
  const deeds = new Deeds({ fleet, local: opened.local, context, changed: (cards) => feed.setActions(cards) });
  const plans = new Plans(clock, async (prepared) => {
    const begun = await deeds.begin(prepared);
    rollouts.refresh();
    return begun;
  });
  const rules = rulesOf(listen, tls);
  const app = dashboardApp({
    rules,
    files,
    feed,
    clock,
    fleet,
    isLocal: opened.local !== null,
    rollout: (id) => {
      const found = rollouts.find(id);
      return found === null ? null : rolloutDetail(found, rolloutCommands(found.id, choices));
    },
    planning: wish.allowActions
      ? {
          plan: async (asked, signal) => plans.keep(await prepare(asked, { fleet, context, watched: watch.hosts }, signal)),
          carryOut: (token) => plans.carryOut(token),
        }
      : null,
    report: (error) =>
      say(`unexpected error: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`, context),
  });
  await using _server = await listenForPages({ listen, clock, tls, fetch: (request, env) => app.fetch(request, env) });
  await printUrl(
    `${rules.scheme}://${shownAddress(listen, tls?.certificate ?? null)}${ENTER}${rules.keys.enter}`,
    wish,
    opened,
    context,
  );
  return await serveUntilInterrupted(deeds, feed, context);
}

function parseListen(text: string): Endpoint {
  const read = endpoint.read(text);
  if (read !== undefined && "port" in read) return read;
  const problem = `--listen ${JSON.stringify(text)}: ${read === undefined ? `write ${endpoint.rule}` : read.message}`;
  throw new FaultError({ code: "INVALID_REQUEST", problem });
}

const helloOf = ({ allowActions }: DashboardWish, { fleet }: DashboardFleet, { terminal }: CommandContext) => ({
  version: terminal.version,
  source: fleet.inventory.source,
  context: fleet.context,
  user: terminal.userName,
  allowActions,
  groups: [...fleet.inventory.groups.keys()],
});

function rulesOf(listen: Endpoint, tls: DashboardTls | null): AccessRules {
  return {
    keys: makeAccessKeys(),
    cookieName: `imageserving-${listen.port}`, // browsers share cookies between the ports of a host
    scheme: tls === null ? "http" : "https",
    isOwnHost: ownHosts(listen, tls?.certificate ?? null),
  };
}

/** Tells the feed of every change, and of all hosts at the beginning, in their order. */
function followHosts(watch: FleetWatch, feed: LiveFeed, { terminal: { clock } }: CommandContext): void {
  const now = () => ({ mono: clock.now(), wall: clock.wall().getTime() });
  feed.setHosts([...watch.hosts.values()].map((host) => hostCard(host, now())));
  watch.onChange((changed) => {
    const moment = now();
    feed.setHosts([...changed].flatMap((name) => watch.hosts.get(name) ?? []).map((host) => hostCard(host, moment)));
  });
}

async function printUrl(
  url: string,
  wish: DashboardWish,
  { fleet, local }: DashboardFleet,
  context: CommandContext,
): Promise<void> {
  const { choices, terminal } = context;
  const data = {
    schemaVersion: SCHEMA_VERSION,
    command: "dashboard",
    url,
    hosts: fleet.hosts.length,
    allowActions: wish.allowActions,
  };
  terminal.stdout.write(isStructured(choices.output) ? await writeData(data, choices.output) : `${url}\n`);
  if (choices.quiet) return;
  const [first] = fleet.hosts;
  const hosts =
    local !== null
      ? `this host, ${first?.name}`
      : `${fleet.hosts.length === 1 ? first?.name : `${fleet.hosts.length} hosts`} of ${fleet.inventory.source}`;
  const may = wish.allowActions
    ? "it can start, stop and restart"
    : "it only looks; --allow-actions lets it start, stop and restart";
  say(`${hosts}; ${may}. Who has this URL may use it. Ctrl-C ends it`, context);
}

/** A first interrupt lets rollouts come to a halt, while the page still shows them; a second one leaves what is in flight. */
async function serveUntilInterrupted(deeds: Deeds, feed: LiveFeed, context: CommandContext): Promise<number> {
  const { interrupted } = context.terminal;
  await new Promise<void>((resolve) => {
    if (interrupted.aborted) resolve();
    interrupted.addEventListener("abort", () => resolve(), { once: true });
  });
  const reason: unknown = interrupted.reason;
  const left = deeds.hasRollouts;
  for (const line of deeds.inFlight()) say(line, context);
  await deeds.settled();
  feed.end();
  return left && reason instanceof Interrupted ? reason.exitCode : ExitCode.OK;
}
