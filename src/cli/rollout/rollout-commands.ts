import type { LeaseId } from "../../core/names.ts";
import type { Choices } from "../choices.ts";
import { shellWord } from "../fleet/aim.ts";

/** What to type to go on with a rollout, and to look at it. */
export interface RolloutCommands {
  readonly resume: string;
  readonly retry: string;
  readonly show: string;
}

/** The commands for a rollout whose journal lies in the home of this command. Its journal knows its hosts and its inventory. */
export function rolloutCommands(id: LeaseId, { home }: Pick<Choices, "home">): RolloutCommands {
  const begin = ["ImageServing", ...(home === null ? [] : ["--home", shellWord(home)]), "rollout"].join(" ");
  return { resume: `${begin} resume ${id}`, retry: `${begin} retry ${id}`, show: `${begin} show ${id}` };
}
