import type { OperationKind } from "../../core/operation.ts";
import { usePage } from "./page-context.ts";

const KINDS: readonly OperationKind[] = ["start", "stop", "restart"];

/** Start, stop and restart, where that is allowed: each opens the dialog, and does nothing by itself. */
export function ActionButtons({
  components,
  hosts,
  of,
}: {
  readonly components: readonly string[];
  readonly hosts: readonly string[];
  /** For those who do not see beside what the buttons stand. */
  readonly of: string;
}) {
  const { model, act } = usePage();
  if (!model.hello.allowActions) return null;
  return (
    <span class="actions" role="group" aria-label={`Actions: ${of}`}>
      {KINDS.map((kind) => (
        <button
          key={kind}
          type="button"
          class="action"
          disabled={hosts.length === 0}
          aria-label={`${kind} ${of}…`}
          onClick={() => act({ kind, components, hosts })}
        >
          {kind}…
        </button>
      ))}
    </span>
  );
}
