#!/usr/bin/env node
// Writes what `ImageServing hosts -o json` says as targets for Prometheus (file_sd_configs):
//   ImageServing hosts -o json | node imageserving-targets.mjs 9912 > /etc/prometheus/imageserving-targets.json.new &&
//   mv /etc/prometheus/imageserving-targets.json.new /etc/prometheus/imageserving-targets.json
// The argument is the port of /metrics, the same on all hosts.
import { readFileSync } from "node:fs";

const port = Number(process.argv[2] ?? "9912");
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error("usage: ImageServing hosts -o json | node imageserving-targets.mjs [PORT]");
  process.exit(2);
}

/** @param {string} address HOST:PORT, an IPv6 address in brackets */
const target = (address) => `${address.slice(0, address.lastIndexOf(":"))}:${port}`;

/** Names of labels have letters, digits and underscores. */
const label = (name) => `label_${name.replace(/[^A-Za-z0-9_]/g, "_")}`;

const { hosts } = JSON.parse(readFileSync(0, "utf8"));
const targets = hosts.map(({ host, address, labels = {} }) => ({
  targets: [target(address)],
  labels: { instance: host, ...Object.fromEntries(Object.entries(labels).map(([name, value]) => [label(name), value])) },
}));
console.log(JSON.stringify(targets, null, 2));
