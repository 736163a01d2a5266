import type { ListenConfig } from "../agent-config.ts";
import type { Probe } from "../component-spec.ts";
import type { Finding } from "../finding.ts";
import type { Check } from "./check.ts";
import type { CheckName } from "./check-table.ts";
import { fileChecks } from "./file-checks.ts";
import { about } from "./findings.ts";
import type { HostReaders, ListenAddress } from "./host-readers.ts";
import type { HostSubject, SubjectComponent } from "./host-subject.ts";
import { judgeAudit, judgeComponent } from "./judge-agent.ts";
import { judgeCertificate } from "./judge-certificate.ts";
import { judgeClock } from "./judge-clock.ts";
import { judgeDisk } from "./judge-disk.ts";
import { judgeLimits, judgeMemory, judgeService } from "./judge-machine.ts";
import { judgeComponentPort, judgeListen } from "./judge-port.ts";

/** All that is looked at on a host, whoever looks: its agent, or the command where no agent answers. */
export function hostChecks(subject: HostSubject, readers: HostReaders): readonly Check[] {
  const { listen, agentPid } = subject;
  return [
    ...fileChecks(subject, readers),
    ...(listen === null ? [] : networkChecks(listen, subject, readers)),
    clockCheck(subject, readers),
    diskCheck(subject, readers),
    auditCheck(subject, readers),
    ...[...subject.components.values()].flatMap((component) => componentChecks(component, subject, readers)),
    one("memory", "", async () => judgeMemory(await readers.memory())),
    ...(agentPid === null ? [] : agentChecks(agentPid, readers)),
  ];
}

/** A check whose findings are all about one thing. */
export const one = (check: CheckName, subject: string, judge: () => Promise<Parameters<typeof about>[2]>): Check => ({
  check,
  subject,
  look: async () => about(check, subject, await judge()),
});

function networkChecks({ tls, ...address }: ListenConfig, subject: HostSubject, readers: HostReaders): readonly Check[] {
  const shown = show(address);
  const port = one("port", shown, async () => {
    const facts = await readers.listener(address, subject.agentPid);
    return facts === null ? [] : [judgeListen(shown, facts, subject.agentPid !== null)];
  });
  if (tls === null) return [port];
  const certificates: Check = {
    check: "certificate",
    subject: tls.cert,
    look: async () => {
      const found = await readers.certificates(tls, subject.host);
      return found.flatMap(([file, facts]): readonly Finding[] =>
        about("certificate", file, judgeCertificate(facts, subject.now)),
      );
    },
  };
  return [port, certificates];
}

const clockCheck = ({ now, stepMs }: HostSubject, readers: HostReaders): Check =>
  one("clock", "", async () => judgeClock({ now, stepMs, synchronized: await readers.synchronized() }));

function diskCheck({ paths, components }: HostSubject, readers: HostReaders): Check {
  const { logDir, stateDir } = paths;
  return {
    check: "disk",
    subject: logDir,
    look: async () => {
      const growth = await readers.logGrowth(
        logDir,
        [...components.values()].map(({ spec }) => spec),
      );
      const [logs, state] = await Promise.all([readers.disk(logDir), readers.disk(stateDir)]);
      const own = about("disk", logDir, judgeDisk(logs, growth));
      return state.device === logs.device ? own : [...own, ...about("disk", stateDir, judgeDisk(state, 0))];
    },
  };
}

const auditCheck = ({ paths }: HostSubject, readers: HostReaders): Check =>
  one("audit", paths.stateDir, async () => {
    const facts = await readers.auditEnd(paths.stateDir);
    return facts === null ? [] : [judgeAudit(facts)];
  });

function componentChecks(component: SubjectComponent, subject: HostSubject, readers: HostReaders): readonly Check[] {
  const { spec, leader, broken, reason } = component;
  const program = one("component", spec.name, async () => {
    const problem = readers.programProblem(spec, subject.searchPath, subject.asAgent);
    return judgeComponent({ name: spec.name, programProblem: problem, broken, reason });
  });
  return [program, ...addressesOf(component, readers).map((address) => componentPort(address, spec.name, leader, readers))];
}

function componentPort(address: ListenAddress, name: string, leader: number | null, readers: HostReaders): Check {
  const shown = show(address);
  return one("port", `${name} ${shown}`, async () => {
    const facts = await readers.listener(address, leader);
    return facts === null ? [] : [judgeComponentPort(shown, facts, leader !== null)];
  });
}

/** Where the component itself should answer; each address once. Where anybody may, nobody is a stranger. */
function addressesOf({ spec }: SubjectComponent, { askedAt }: HostReaders): readonly ListenAddress[] {
  const probes: readonly (Probe | null)[] =
    spec.ready?.listener === "any" ? [] : [spec.ready?.probe ?? null, spec.live?.probe ?? null];
  const all = probes.flatMap((probe) => (probe === null ? [] : (askedAt(probe) ?? [])));
  return all.filter((address, at) => all.findIndex((other) => show(other) === show(address)) === at);
}

const agentChecks = (pid: number, readers: HostReaders): readonly Check[] => [
  one("limits", "", async () => judgeLimits(await readers.limits(pid))),
  one("service", "", async () => {
    const facts = await readers.service(pid);
    return facts === null ? [] : [judgeService(facts)];
  }),
];

const show = ({ host, port }: ListenAddress): string => (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`);
