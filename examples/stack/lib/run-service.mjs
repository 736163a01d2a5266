import { setTimeout as sleep } from "node:timers/promises";
import { die } from "./die.mjs";
import { HttpService } from "./http-service.mjs";
import { logOf } from "./log.mjs";

/** How long a stop waits for requests in flight. */
const DRAIN_MS = 10_000;

/** The version of the embedded stack. */
export const VERSION = "1.0.0";

/**
 * Runs a server as a process: says when it is ready, ends in order on SIGTERM or SIGINT (exit code 0), says how it stands
 * on SIGQUIT, and answers `GET /health`.
 *
 * @param {string} server
 * @param {import("./arguments.mjs").Common} settings
 * @param {import("./http-service.mjs").Routes} routes
 * @returns {Promise<void>} Once it is ready.
 */
export async function runService(server, settings, routes) {
  const log = logOf(server);
  /** @type {HttpService} */
  const service = new HttpService({ "GET /health": () => health(server, service), ...routes }, log);
  obeySignals(service, log);
  log(`starting, pid ${process.pid}`);
  await sleep(settings["start-delay"]);
  const port = await service
    .listen(settings.port, settings.host)
    .catch((/** @type {Error} */ error) => die(`${server}: ${why(error)}`, 1));
  log(`ready on ${settings.host}:${port}`);
}

/**
 * @param {string} server
 * @param {HttpService} service
 */
function health(server, service) {
  const state = {
    server,
    version: VERSION,
    pid: process.pid,
    requests: service.served,
    uptimeSeconds: Math.floor(process.uptime()),
  };
  return { type: "application/json", body: `${JSON.stringify(state)}\n` };
}

/**
 * @param {HttpService} service
 * @param {import("./log.mjs").Log} log
 */
function obeySignals(service, log) {
  let stopping = false;
  /** @param {string} signal */
  const stop = async (signal) => {
    if (stopping) return log(`${signal} again, already stopping`); // it must not cut the stop short
    stopping = true;
    log(`stopping after ${signal}, ${inFlight(service)}`);
    await service.stop(DRAIN_MS);
    log("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
  process.on("SIGQUIT", () => dump(service, log));
}

/**
 * @param {HttpService} service
 * @param {import("./log.mjs").Log} log
 */
function dump(service, log) {
  const { rss, heapUsed } = process.memoryUsage();
  log(`diagnostics: ${inFlight(service)}, memory ${mebi(rss)} (heap ${mebi(heapUsed)}), up ${process.uptime().toFixed(0)} s`);
  for (const request of service.inFlight()) log(`diagnostics: in flight: ${request}`);
}

/** @param {HttpService} service */
function inFlight(service) {
  const count = service.inFlight().length;
  return `${count} ${count === 1 ? "request" : "requests"} in flight`;
}

/** @param {number} bytes */
function mebi(bytes) {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

/** @param {Error & { code?: string, address?: string, port?: number }} error */
function why({ code, message, address, port }) {
  return code === "EADDRINUSE" ? `port ${port} on ${address} is in use by another process` : message;
}
