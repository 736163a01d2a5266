/** What a check looks at, when it complains, and what is to be done then: for people. */
interface CheckRow {
  /** `host`: its agent, or the command on it; `jump box`: where the fleet is called from; `host, from outside`: the command, of each host. */
  readonly where: string;
  readonly looksAt: string;
  /** Empty: it never warns. */
  readonly warning: string;
  readonly error: string;
  readonly remedy: string;
}

/** Every check. A finding of a check that is not here does not compile; docs/doctor.md is made from this. */
export const CHECKS = {
  configuration: {
    where: "host",
    looksAt: "`agent.yaml` as it is on disk, and whether it is what is in use",
    warning: "",
    error:
      "it cannot be read or is invalid: one finding for each problem, with line and column; it is missing and there is no inventory either",
    remedy:
      "mend it: `ImageServing config check`. A file that has changed since it was read is a note: `ImageServing restart`, or SIGHUP",
  },
  inventory: {
    where: "jump box",
    looksAt: "`fleet.yaml` with all that it includes",
    warning: "two names have one address: an agent answers to one name only",
    error: "it cannot be read or is invalid",
    remedy: "mend it; `ImageServing hosts` reads it",
  },
  file: {
    where: "host, jump box",
    looksAt: "existence, kind, owner and mode of configuration, state, logs, socket and private keys",
    warning: "somebody else than the agent's user and root owns it",
    error:
      "it is missing while an agent runs, is something else, cannot be written or read by the agent; every user may write to it, or use a private key",
    remedy: "`chown`, `chmod`, as the finding says. A key that its group may use is a note",
  },
  certificate: {
    where: "host, jump box; host, from outside",
    looksAt: "validity, key, authority, holder and deny-list of the certificate, and validity of the authority's",
    warning: "less than 30 days are left",
    error:
      "less than 7 days are left, it has expired or does not hold yet; the key is another one's; another authority has signed it; it is for another host or purpose; it is revoked",
    remedy: "`ImageServing pki issue DIR agent HOST --replace` where the authority is",
  },
  "deny-list": {
    where: "host, jump box",
    looksAt: "the list of revoked certificates, where there is one",
    warning: "",
    error: "it cannot be read or understood, so the one of before holds",
    remedy: "copy it anew from where the authority is",
  },
  clock: {
    where: "host, jump box; host, from outside",
    looksAt:
      "the wall clock: against the monotonic one, against that of the command (less what the way may account for), and what systemd-timesyncd says, where it runs",
    warning: "more than 2 s off or set since the agent began; not synchronized",
    error: "more than 30 s off; before 2025",
    remedy: "see that a time service runs: `timedatectl status`",
  },
  disk: {
    where: "host, jump box",
    looksAt: "room and inodes for logs and state, and how much the logs may still grow as they are configured",
    warning: "less than 5% or than logs may grow; less than 2% of the inodes",
    error: "less than 1% or 64 MiB; less than 100 inodes",
    remedy: "make room, or lower `log.maxSize` or `log.keep`",
  },
  port: {
    where: "host",
    looksAt: "who listens where the agent does, and where components answer their probes",
    warning: "a process that cannot be seen listens there",
    error: "a stranger listens there; nobody does although the agent runs",
    remedy: "stop the stranger, or choose another port",
  },
  audit: {
    where: "host",
    looksAt: "the end of the audit log against what the agent noted; not the whole chain",
    warning: "",
    error: "lines are missing at the end, or were replaced",
    remedy: "see where: `ImageServing audit verify`",
  },
  component: {
    where: "host",
    looksAt: "program, folder and user of each component, and whether it stays up",
    warning: "it crashes again and again, or is waited for before the next try",
    error: "its program cannot be run",
    remedy: "mend `command`, `cwd` or `user`; see `ImageServing logs NAME`",
  },
  memory: {
    where: "host",
    looksAt: "memory and swap of the machine, the limit of the agent's control group, time lost for want of memory",
    warning:
      "less than 6% is available; the control group uses 95% of its limit; swap has less than 10% left; more than 10% of the last minute was lost",
    error: "less than 2% is available",
    remedy: "see who uses it: `ImageServing status -o wide`; set `memory.restart`",
  },
  limits: {
    where: "host",
    looksAt: "open files of the agent, and how many files and processes there may be",
    warning: "fewer than 1,024 files or 4,096 processes",
    error: "more than 80% of the files that may be are open",
    remedy: "`LimitNOFILE` and `TasksMax` in the unit",
  },
  service: {
    where: "host",
    looksAt: "`KillMode` of the systemd unit that the agent runs as",
    warning: "",
    error: "the components would be ended with the agent",
    remedy: "`KillMode=process`, then `systemctl daemon-reload`",
  },
  agent: {
    where: "host",
    looksAt: "whether the agent answers, what it warns of, and components that run without one",
    warning: "whatever `status` warns of",
    error: "the agent does not answer; components run unattended",
    remedy: "`ImageServing start` takes them over",
  },
  version: {
    where: "host, from outside",
    looksAt: "version of the agent against that of the command, and of the other agents",
    warning: "they differ in more than the last number; the last number alone is a note",
    error: "the agent is too old to be asked",
    remedy: "install the same version; components outlive the restart of an agent",
  },
  reach: {
    where: "host, from outside",
    looksAt: "whether the agent can be called",
    warning: "",
    error: "nobody listens, nobody answers, the name is unknown",
    remedy: "as the finding says",
  },
  identity: {
    where: "host, from outside",
    looksAt: "whether the agent is the host that the inventory says",
    warning: "",
    error: "it is another host, or its certificate is",
    remedy: "compare `ImageServing hosts -o wide` with `host` and `listen.address` there",
  },
  permission: {
    where: "host, from outside",
    looksAt: "whether the own certificate may ask for a check-up",
    warning: "",
    error: "it may not: it is limited to some components or hosts",
    remedy: "use one without limits; a viewer's will do",
  },
} as const satisfies Readonly<Record<string, CheckRow>>;

/** Name of a check, as findings have it. */
export type CheckName = keyof typeof CHECKS;
