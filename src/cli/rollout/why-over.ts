import type { Choices } from "../choices.ts";
import type { ReadRollout } from "./find-rollout.ts";
import { rolloutCommands } from "./rollout-commands.ts";

/** Why nobody can go on with a rollout any more, with what can be done instead; null: somebody can. */
export function whyOver({ id, standing, state }: ReadRollout, choices: Pick<Choices, "home">): string | null {
  const { retry } = rolloutCommands(id, choices);
  const { done } = state.accounts();
  const again = done.length === state.hosts.size ? "" : `; the hosts that are not done can be tried again with: ${retry}`;
  if (standing === "aborted" && state.aborted !== null) {
    const { by, why } = state.aborted;
    return `rollout ${id} was aborted by ${by}${why === "" ? "" : ` (${why})`}${again}`;
  }
  return standing === "finished" ? `rollout ${id} is finished: every host has had its turn${again}` : null;
}
