import type { ComponentSpec } from "../../core/component-spec.ts";
import { findProgram } from "../find-program.ts";
import { canBecome, findUser } from "../user-account.ts";

/** Why the program of a component cannot be run; null: it can, as far as can be seen. @param path that of the agent. */
export function programProblem(
  { command, cwd, env, user }: ComponentSpec,
  path: string | undefined,
  asAgent: boolean,
): string | null {
  const account = user === null ? null : findUser(user);
  if (user !== null && account === null) return `this machine has no user ${user}`;
  if (asAgent && account !== null && !canBecome(account)) return `it is to run as ${account.name}, and only root may start it so`;
  const found = findProgram(command[0], cwd, env["PATH"] ?? path);
  return "problem" in found ? found.problem : null;
}
