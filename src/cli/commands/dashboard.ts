import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { notEmpty } from "../option-values.ts";
import { addCommand } from "./add-command.ts";

interface DashboardOptions {
  readonly listen: string;
  readonly allowActions?: true;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

const LISTEN = "127.0.0.1:9911";

/** `dashboard [--listen ADDRESS] [--allow-actions]` */
export function addDashboard(program: Command, run: Run): void {
  addCommand(program, "dashboard", "serve a web page of the fleet, live", [
    ["ImageServing dashboard", "all hosts of the inventory, without one this host; prints the URL to open"],
    ["ImageServing dashboard -H @web --allow-actions", "a group; the page can start, stop and restart"],
    ["ImageServing dashboard --listen 127.0.0.1:8080", "where another program has port 9911"],
  ])
    .option("--listen <address>", "where the page is served; beyond loopback only with TLS", notEmpty, LISTEN)
    .option("--allow-actions", "let the page start, stop and restart, each after a look at the plan")
    .option("--tls-cert <file>", "certificate for browsers, PEM", notEmpty)
    .option("--tls-key <file>", "its private key, PEM", notEmpty)
    .action(({ listen, allowActions, tlsCert, tlsKey }: DashboardOptions) =>
      run(async (context) => {
        const wish = { listen, allowActions: allowActions === true, tlsCert: tlsCert ?? null, tlsKey: tlsKey ?? null };
        return (await import("../dashboard/run-dashboard.ts")).runDashboard(wish, context);
      }),
    );
}
