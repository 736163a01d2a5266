import { what } from "../look/text.ts";
import type { ActionCard } from "../protocol.ts";
import { usePage } from "./page-context.ts";

const WORDS: Readonly<Record<ActionCard["result"], string>> = {
  running: "goes on",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
  unknown: "unknown what became of it",
  refused: "refused",
};

const TONES: Readonly<Record<ActionCard["result"], string>> = {
  running: "busy",
  done: "ok",
  failed: "bad",
  cancelled: "warn",
  unknown: "warn",
  refused: "bad",
};

/** What became of what was asked of this host from here, the latest only. */
export function ActionNews({ host }: { readonly host: string }) {
  const action = usePage().model.actions.find((each) => each.host === host);
  return (
    <div role="status" class="action-news">
      {action === undefined ? null : <ActionText action={action} />}
    </div>
  );
}

/** What became of one operation. */
export function ActionText({ action }: { readonly action: ActionCard }) {
  const failed = action.outcomes.filter(({ error }) => error !== null);
  return (
    <div class={`notice text-${TONES[action.result]}`} data-result={action.result}>
      {what(action.kind, action.components)}: {WORDS[action.result]}
      {action.message === "" ? "" : `, ${action.message}`}
      {action.outcomes.map(({ name, action: did, previousPid, pid }) => (
        <span key={name} class="outcome">
          {" "}
          · {name} {did}
          {pid === null ? "" : previousPid === null || previousPid === pid ? ` (pid ${pid})` : ` (pid ${previousPid} → ${pid})`}
        </span>
      ))}
      {failed.map(({ name, error, logTail }) => (
        <div key={name}>
          <p>
            {name}: {error}
          </p>
          {logTail.length === 0 ? null : <pre>{logTail.join("\n")}</pre>}
        </div>
      ))}
    </div>
  );
}
