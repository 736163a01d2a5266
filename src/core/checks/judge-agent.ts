import { error, note, ok, type Verdict, warning } from "./findings.ts";

/** The agent of a host against the command that asks it. */
export function judgeVersion(agent: string, command: string): Verdict {
  if (agent === "") return note("the agent does not say which version it is");
  if (agent === command) return ok(`agent ${agent}, as this command`);
  const text = `agent ${agent}, and this command is ${command}`;
  return minor(agent) === minor(command)
    ? note(text)
    : warning(text, "install the same version on both; a restart of an agent leaves components running");
}

/** `1.2.3` → `1.2`: what is behind changes nothing that others see. */
const minor = (version: string): string => version.split(".").slice(0, 2).join(".");

/** Components that run although no agent looks after them. */
export function judgeUnattended(unattended: readonly { readonly name: string; readonly pid: number | null }[]): Verdict {
  if (unattended.length === 0) return ok("nothing runs unattended");
  const names = unattended.map(({ name, pid }) => `${name} (pid ${pid ?? "unknown"})`).join(", ");
  return error(
    `the agent is gone, and ${unattended.length === 1 ? "a component runs" : `${unattended.length} components run`} unattended: ${names}`,
    "to take them over: ImageServing start; to stop them: ImageServing stop",
  );
}

/** The end of an audit log. */
export interface AuditFacts {
  /** What is wrong between its last line and what was noted of it; null: they go together. */
  readonly problem: string | null;
  /** The number of its last line; null: it cannot be told. */
  readonly lines: number | null;
}

/** A quick look: it proves nothing of the lines before. */
export function judgeAudit({ problem, lines }: AuditFacts): Verdict {
  if (problem !== null) return error(problem, "see where: ImageServing audit verify");
  if (lines === null)
    return note("its last line is not whole: it is being written, or a crash tore it", "to be sure: ImageServing audit verify");
  return ok(`${lines} ${lines === 1 ? "line" : "lines"}; its end is as the agent noted it`);
}

/** A component as its host sees it, where it does not do what it is there for. */
export interface ComponentFacts {
  readonly name: string;
  /** Why its program cannot be run; null: it can. */
  readonly programProblem: string | null;
  /** Given up for now, or waiting before the next try. */
  readonly broken: boolean;
  readonly reason: string | null;
}

/** Whether a component can be started, and stays up. */
export function judgeComponent({ name, programProblem, broken, reason }: ComponentFacts): readonly Verdict[] {
  const found = [
    ...(programProblem === null
      ? []
      : [
          error(
            `cannot be started: ${programProblem}`,
            "mend command, cwd or user in agent.yaml; ImageServing config check finds mistakes",
          ),
        ]),
    ...(broken ? [warning(`does not stay up${reason === null ? "" : `: ${reason}`}`, `see why: ImageServing logs ${name}`)] : []),
  ];
  return found.length > 0 ? found : [ok("its program can be run")];
}
