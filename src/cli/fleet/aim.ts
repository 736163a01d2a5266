import type { Choices } from "../choices.ts";

/** How a command for some hosts begins, as it has to be typed: `ImageServing --context ams --host 'node[01-20]'`. */
export type Aim = (hosts: string) => string;

/** Commands for the same fleet as this one. */
export function aimOf(choices: Pick<Choices, "home" | "inventory" | "context">, homeOfEnvironment: string | undefined): Aim {
  const { home, inventory, context } = choices;
  const where = [
    ...(home === null || home === homeOfEnvironment ? [] : ["--home", home]),
    ...(inventory === null ? [] : ["--inventory", inventory]),
    ...(context === null ? [] : ["--context", context]),
  ];
  return (hosts) => ["ImageServing", ...where.map(shellWord), "--host", shellWord(hosts)].join(" ");
}

/** A command that a message names, where it could be meant for another host. */
const COMMAND = /\bImageServing (?=(?:start|stop|restart|status|logs)\b)/g;

/** The commands in a message as they have to be typed for these hosts: `ImageServing start` → `ImageServing --host node3 start`. */
export const aimedAt = (aim: Aim, hosts: string, text: string): string => text.replace(COMMAND, () => `${aim(hosts)} `);

/** A word as a shell takes it for one. */
export const shellWord = (text: string): string => (/^[\w.,@%+:/=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
