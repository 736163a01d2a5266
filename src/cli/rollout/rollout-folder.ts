import { join } from "node:path";
import type { Choices } from "../choices.ts";

/** Where the journals of rollouts lie that were begun from here. */
export const rolloutDir = ({ paths }: Pick<Choices, "paths">): string => join(paths.stateDir, "rollouts");
