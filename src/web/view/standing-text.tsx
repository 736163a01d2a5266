import type { Look } from "../look/component-look.ts";
import type { RolloutStanding } from "../protocol.ts";
import { Mark } from "./mark.tsx";

const LOOKS: Readonly<Record<RolloutStanding, Look>> = {
  running: { tone: "busy", shape: "ring", word: "running" },
  finished: { tone: "ok", shape: "disc", word: "finished" },
  halted: { tone: "bad", shape: "triangle", word: "halted" },
  interrupted: { tone: "warn", shape: "half", word: "interrupted" },
  left: { tone: "warn", shape: "half", word: "left" },
  died: { tone: "bad", shape: "cross", word: "died" },
  aborted: { tone: "off", shape: "square", word: "aborted" },
  unreadable: { tone: "bad", shape: "cross", word: "unreadable" },
};

/** How a rollout stands, as colour, shape and word. */
export function StandingText({ standing }: { readonly standing: RolloutStanding }) {
  const look = LOOKS[standing];
  return (
    <span class={`state text-${look.tone}`} data-standing={standing}>
      <Mark look={look} /> {look.word}
    </span>
  );
}
