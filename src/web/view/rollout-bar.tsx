import type { HostStage, RolloutCard } from "../protocol.ts";

const STAGES: readonly HostStage[] = ["done", "failed", "unreachable", "unknown", "in-flight", "due"];
const WORDS: Readonly<Record<HostStage, string>> = {
  done: "done",
  failed: "failed",
  unreachable: "unreachable",
  unknown: "unknown",
  "in-flight": "in flight",
  due: "to come",
};

/** How far a rollout is: a bar, and the same in words. */
export function RolloutBar({ rollout: { counts, total } }: { readonly rollout: RolloutCard }) {
  const there = STAGES.filter((stage) => counts[stage] > 0);
  return (
    <span class="rollout-bar">
      <span class="stages" aria-hidden="true">
        {there.map((stage) => (
          <span key={stage} class={`stage stage-${stage}`} style={{ width: `${(counts[stage] / Math.max(1, total)) * 100}%` }} />
        ))}
      </span>
      <span class="stage-words">{there.map((stage) => `${counts[stage]} ${WORDS[stage]}`).join(", ")}</span>
    </span>
  );
}
