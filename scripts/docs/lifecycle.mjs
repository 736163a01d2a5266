// docs/lifecycle.md: the transition table, asked from the code.
import { fromSources, table } from "./from-sources.mjs";

const MEANING = {
  stopped: ["stopped", "No process. Wanted and still here only where the restart policy says that it is done."],
  waiting: ["starting", "Wanted; a component that it needs is not ready."],
  launching: ["starting", "The program is being started."],
  starting: ["starting", "The process lives and has not been ready yet. A start that takes too long is reported, never killed."],
  running: ["running", "It has been ready; whether it is at the moment is told beside the state."],
  stopping: ["stopping", "Asked to end: stop signal, then a dump where configured, then SIGKILL to the whole group."],
  backoff: ["backoff", "Crashed; started again when the wait is over."],
  failed: ["failed", "Cannot be started, or in a crash loop; tried again every `restart.crashLoop.retryEvery`."],
};

const EVENTS = [
  ["it is wanted up", { t: "want", up: true }],
  ["it is wanted down", { t: "want", up: false }],
  ["all that it needs is ready", { t: "clear" }],
  ["the program was started", { t: "spawned" }],
  ["the program could not be started", { t: "unspawned" }],
  ["a living leader of an earlier agent is found", { t: "adopted", leader: true }],
  ["left-over members of an earlier agent's group are found", { t: "adopted", leader: false }],
  ["its probe holds", { t: "ready" }],
  ["its probe fails", { t: "unready" }],
  ["the leader ends, nothing is left of the group", { t: "exited", clean: false, empty: true }],
  ["the leader ends, members of the group live on", { t: "exited", clean: false, empty: false }],
  ["nothing is left of the group", { t: "emptied" }],
  ["liveness or memory says restart", { t: "sick" }],
  ["the time of the phase is over", { t: "due" }],
];

const NOTES = {
  stop: { leader: "stop signal to the leader", group: "stop signal to the group" },
  dump: { leader: "dump signal to the leader" },
  kill: { group: "SIGKILL to the group" },
};

/** The text of the document. */
export async function lifecycle() {
  const code = await fromSources(`
    export * from "./src/supervisor/lifecycle.ts";
    export * from "./src/supervisor/lifecycle-moves.ts";
    export * from "./src/supervisor/lifecycle-slot.ts";`);
  const parts = code.PHASES.map((at) => section(code, at));
  return `${INTRODUCTION(code)}\n${parts.join("\n")}`;
}

const INTRODUCTION = (
  code,
) => `<!-- Written by scripts/docs/lifecycle.mjs from src/supervisor/lifecycle.ts. Change that, not this file. -->
# The life of a component

Each component is driven by one pure, total table: every phase answers every event, and what is *asked* (wanted up or down) is kept
apart from what *is*. Deadlines are part of the phase; a timer is only a hint to look. What follows was asked from the code.
An event that a table does not list changes nothing there.

${table(
  ["Phase", "State in reports", "Meaning"],
  code.PHASES.map((at) => [`\`${at}\``, `\`${MEANING[at][0]}\``, MEANING[at][1]]),
)}

Fixed times: without a readiness probe a component is ready when it is seen to wait for work, at the latest after ${code.SETTLE} ms of life; a dump may take ${code.DUMP_TIME / 1000} s; a killed group
that has not vanished after ${code.KILL_TIME / 1000} s is reported as surviving. The wait before restart number *n* in a row is 0 for the first and
\`initial\` · 2^(n−2) up to \`max\` for the others, shortened by up to ${code.JITTER * 100} % at random. Crashes are forgotten after \`steadyAfter\` of
readiness without interruption, and by an operator's start.
`;

function section(code, at) {
  const rows = EVENTS.flatMap(([what, event]) => row(code, at, what, event));
  return `## \`${at}\`\n\n${table(["When", "it becomes", "and"], rows)}\n`;
}

/** Asks the table for a component that is wanted, and for one that is not where that matters. */
function row(code, at, what, event) {
  const wanted = ask(code, at, event, true);
  const unwanted = ask(code, at, event, false);
  if (event.t === "want" || same(wanted, unwanted)) return wanted.idle ? [] : [[what, wanted.to, wanted.does]];
  return [
    ...(wanted.idle ? [] : [[`${what} (wanted)`, wanted.to, wanted.does]]),
    ...(unwanted.idle ? [] : [[`${what} (not wanted)`, unwanted.to, unwanted.does]]),
  ];
}

const same = (a, b) => a.to === b.to && a.does === b.does;

function ask(code, at, event, wantUp) {
  const slot = { ...code.initialSlot, wantUp, phase: sample(at) };
  const [next, ...effects] = code.step(slot, event, { now: 100_000, chance: 0 }, RULES);
  const does = effects
    .map((effect) => (effect.do === "launch" ? "the program is started" : NOTES[effect.what][effect.to]))
    .join(", ");
  return {
    to: `\`${next.phase.at}\`${next.phase.at === at ? detail(next.phase) : ""}`,
    does,
    idle: JSON.stringify(next.phase) === JSON.stringify(slot.phase) && does === "",
  };
}

const detail = (phase) => {
  if (phase.at === "running") return phase.ready ? ", ready" : ", not ready";
  if (phase.at === "starting") return phase.overdue ? ", overdue" : "";
  return phase.at === "stopping" ? `, ${phase.leaderGone ? "leader gone" : phase.stage}` : "";
};

const RULES = {
  stopTimeout: 60_000,
  hasDump: true,
  readyTimeout: 60_000,
  restart: {
    policy: "always",
    backoff: { initial: 1_000, max: 60_000 },
    steadyAfter: 30_000,
    crashLoop: { failures: 5, within: 60_000, retryEvery: 60_000 },
  },
};

function sample(at) {
  const due = 100_000;
  switch (at) {
    case "starting":
      return { at, settleAt: null, overdueAt: due, overdue: false };
    case "running":
      return { at, ready: true, steadyAt: due };
    case "stopping":
      return { at, stage: "term", due, leaderGone: false, stuck: false, crashed: false };
    case "backoff":
      return { at, until: due };
    case "failed":
      return { at, retryAt: due };
    default:
      return { at };
  }
}
