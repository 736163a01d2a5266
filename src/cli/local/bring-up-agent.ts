import { sleep } from "../../core/clock.ts";
import { after, ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { BackgroundAgent } from "./background-agent.ts";
import type { LocalHost } from "./local-host.ts";

/** A machine that is short of everything may take this long to load a program. */
const ANSWERS_WITHIN = ms(30_000);
const LOOK_EVERY = ms(25);

/**
 * Starts an agent in the background and waits until one answers: this one, or another that was started at the same time
 * and came first. Rejects with AGENT_START_FAILED, which tells what the agent said.
 */
export async function bringUpAgent(host: LocalHost, adoptOnly: boolean, signal: AbortSignal): Promise<void> {
  const until = after(host.clock.now(), ANSWERS_WITHIN);
  let agent = await host.startAgent(adoptOnly);
  let gaveWay = false;
  try {
    while ((await host.knock()) !== "open") {
      const ended = agent.ended();
      if (host.clock.now() >= until) throw failed(agent, `it did not answer within ${ANSWERS_WITHIN / 1_000} s`);
      if (ended !== null && (await host.lastKnown()).agentPid !== null) gaveWay = true;
      else if (ended !== null && gaveWay) {
        // The one that was first has gone without answering, as an agent does that was just ending.
        gaveWay = false;
        agent.release();
        agent = await host.startAgent(adoptOnly);
      } else if (ended !== null && (await host.knock()) !== "open") throw failed(agent, ended);
      await sleep(host.clock, LOOK_EVERY, signal);
    }
  } finally {
    agent.release();
  }
}

function failed(agent: BackgroundAgent, how: string): FaultError {
  const words = agent.lastWords();
  const cause = words.length === 0 ? how : [`${how}. It said:`, ...words.map((line) => `  ${line}`)].join("\n");
  return new FaultError(
    { code: "AGENT_START_FAILED", cause: [how, ...words].join("; "), logFile: agent.logFile },
    `the agent could not be started: ${cause}\n  log: ${agent.logFile}`,
  );
}
