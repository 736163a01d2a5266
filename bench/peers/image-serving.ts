import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, keep, timed, until } from "../kit/run-program.ts";
import type { Supervisor } from "./supervised.ts";

const COMMAND = join(process.cwd(), "bin/ImageServing");

/** The built command, on a home. */
export const command = (home: string, ...args: readonly string[]): Command => ({
  argv: [COMMAND, "--home", home, ...args],
  env: { IMAGESERVING_HOME: "", NO_COLOR: "1" },
});

/** Ours, as a service manager runs it. @param more beside the components, as in agent.yaml. @param component what each has beside its command. */
export const imageServing = (
  more: Readonly<Record<string, unknown>> = {},
  component: Readonly<Record<string, unknown>> = {},
): Supervisor => ({
  name: "ours",
  needs: [],
  async start(bench, folder, programs) {
    const components = Object.fromEntries(programs.map(({ name, program }) => [name, { command: [program], ...component }]));
    writeFileSync(join(folder, "agent.yaml"), JSON.stringify({ ...more, components })); // JSON is YAML
    const agent = keep(command(folder, "agent"), bench);
    bench.atEnd(() => timed(command(folder, "--quiet", "stop"), { ...bench, signal: new AbortController().signal }));
    let said = "";
    for (const stream of [agent.stdout, agent.stderr]) stream?.on("data", (chunk) => (said = (said + chunk).slice(-5_000)));
    await until(() => (agent.exitCode === null ? said.includes('"agent ready"') : gone(said)), "agent", bench);
    await timed(command(folder, "start"), bench);
    return { pids: () => [agent.pid], status: command(folder, "status"), restart: command(folder, "restart") };
  },
});

function gone(said: string): never {
  throw new Error(`the agent ended: ${said}`);
}
