import { about } from "../../core/checks/findings.ts";
import { judgeVersion } from "../../core/checks/judge-agent.ts";
import { clockOffset, judgeOffset } from "../../core/checks/judge-clock.ts";
import { between } from "../../core/clock.ts";
import { ms, seconds } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { CommandContext } from "../command-context.ts";
import { askFleet, type FleetQuestion } from "../fleet/ask-fleet.ts";
import { inOrder } from "../fleet/in-order.ts";
import { type Fleet, fleetOf } from "../fleet/open-fleet.ts";
import type { Targets } from "../fleet/targets.ts";
import type { HostAnswer } from "../host-answer.ts";
import { chooseFanOut } from "../render/fan-out-progress.ts";
import type { HostCheckup } from "./host-checkup.ts";
import { judgeSilence } from "./judge-silence.ts";
import { CHECKUP_WITHIN } from "./local-checkup.ts";

/** Beyond what connecting and calling may take: only a defect makes a host take longer. */
const GRACE = seconds(5);

/** A check-up of each of these hosts, by its agent and as it is seen from here. A host that cannot be asked has a finding that says why. */
export async function fleetCheckup(targets: Targets, context: CommandContext): Promise<readonly HostAnswer<HostCheckup>[]> {
  const within = context.choices.timeout ?? CHECKUP_WITHIN;
  try {
    const { fleet } = await fleetOf(targets, context, within);
    return await askAll(fleet, context);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    // Nobody can be called from here, so nothing was sent.
    return targets.hosts.map(({ name }) => ({ ...silent(name, error), outcome: "unreachable" }));
  }
}

async function askAll(fleet: Fleet, context: CommandContext): Promise<readonly HostAnswer<HostCheckup>[]> {
  const { terminal } = context;
  const question: FleetQuestion<HostCheckup> = {
    ask: async (connection, { name }, call) => {
      const [sent, from] = [terminal.clock.wall(), terminal.clock.now()];
      const report = await connection.diagnose(name, call);
      const roundTripMs = between(from, terminal.clock.now());
      const own = new Date(sent.getTime() + roundTripMs / 2);
      const reading = { own, other: report.now, roundTripMs };
      const seen = [
        ...about("clock", "offset", [judgeOffset(reading)]),
        ...about("version", "", [judgeVersion(report.version, terminal.version)]),
      ];
      return { version: report.version, clockOffsetMs: clockOffset(reading), findings: [...report.findings, ...seen] };
    },
    width: fleet.concurrency,
    hostDeadline: ms(fleet.connectTimeout + fleet.callTimeout + GRACE),
    signal: terminal.interrupted,
  };
  const answers: HostAnswer<HostCheckup>[] = [];
  const view = chooseFanOut(context, fleet.hosts.length);
  try {
    for await (const answer of askFleet(fleet, question, view)) {
      answers.push(answer.error === null ? answer : { ...silent(answer.host, answer.error), outcome: answer.outcome });
    }
  } finally {
    view.close();
  }
  return inOrder(fleet, answers);
}

const silent = (host: string, error: FaultError): Omit<HostAnswer<HostCheckup>, "outcome"> => ({
  host,
  value: { version: null, clockOffsetMs: null, findings: [judgeSilence(error)] },
  error,
});
