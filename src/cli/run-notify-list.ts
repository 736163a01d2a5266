import { writeDuration } from "../core/duration.ts";
import { ExitCode } from "../core/exit-code.ts";
import { exitCodeOf, FaultError } from "../core/fault.ts";
import { harmlessText } from "../core/harmless-text.ts";
import type { NotificationConfig } from "../core/notification.ts";
import type { CommandContext } from "./command-context.ts";
import { frameOf, plainObject } from "./frame.ts";
import { answered, notAnswered } from "./host-answer.ts";
import { readMachineConfig } from "./machine-config.ts";
import { type Column, renderTable } from "./render/table.ts";
import { say, sayErrors } from "./say-error.ts";
import { isStructured, writeFrame } from "./structured-output.ts";

/** Lists the notifications of this host's configuration. */
export async function runNotifyList(context: CommandContext): Promise<number> {
  const { choices, terminal, paint } = context;
  const { stdout } = terminal;
  try {
    const { config } = await readMachineConfig(choices.paths.agentConfig, terminal);
    if (isStructured(choices.output)) {
      const host = plainObject(answered(config.host, { notifications: config.notify.map(listed) }));
      stdout.write(await writeFrame(frameOf("notify list", ExitCode.OK, [host]), choices.output));
    } else if (config.notify.length > 0) {
      const options = { width: choices.output === "wide" ? null : stdout.columns, paint: paint.stdout, head: true };
      for (const line of renderTable(COLUMNS, config.notify, options)) stdout.write(`${line}\n`);
    } else say("no notifications are configured (notify in agent.yaml)", context);
    return ExitCode.OK;
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const answer = notAnswered<Readonly<Record<string, unknown>>>(terminal.hostName, error);
    const exitCode = exitCodeOf(error.fault.code);
    if (isStructured(choices.output))
      stdout.write(await writeFrame(frameOf("notify list", exitCode, [plainObject(answer)]), choices.output));
    sayErrors([answer], context);
    return exitCode;
  }
}

/** Where it goes, without what may be secret: the path and the query of an address, and arguments. */
const goesTo = ({ way }: NotificationConfig): string =>
  way.kind === "command" ? way.command[0] : `${way.method} ${/^https?:\/\/[^/?#]*/i.exec(way.url)?.[0] ?? "an address"}`;

const listed = (one: NotificationConfig) => ({
  name: one.name,
  goesTo: goesTo(one),
  on: one.on,
  components: one.components,
  timeoutMs: one.way.timeout,
  retries: one.retries,
  rate: { most: one.rate.most, perMs: one.rate.per },
});

const COLUMNS: readonly Column<NotificationConfig>[] = [
  { head: "NOTIFICATION", align: "left", cell: ({ name }) => ({ text: name }) },
  { head: "GOES TO", align: "left", cell: (one) => ({ text: harmlessText(goesTo(one)) }) },
  {
    head: "COMPONENTS",
    align: "left",
    expendable: 2,
    cell: ({ components }) => ({ text: components.length === 0 ? "all" : components.join(",") }),
  },
  {
    head: "AT MOST",
    align: "left",
    expendable: 1,
    cell: ({ rate }) => ({ text: `${rate.most} in ${writeDuration(rate.per)}` }),
  },
  { head: "ON", align: "left", cell: ({ on }) => ({ text: on.join(",") }) },
];
