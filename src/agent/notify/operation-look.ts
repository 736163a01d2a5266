import type { ComponentName, OperationId } from "../../core/names.ts";
import type { Operation } from "../../core/operation.ts";
import type { AskedBy, Happening, Told } from "./happening.ts";

/** More than can be in progress at once: one that never ends is a defect, and must not grow. */
const MOST = 256;

/** The operations in progress: what an operator asked for is no accident. */
export class OperationLook {
  readonly #running = new Map<OperationId, Operation>();

  /** Takes in how an operation stands. Returns what is to be told of it; null: nothing. */
  changed(operation: Operation, at: Date): Pick<Happening, "concerns" | "faces"> | null {
    const { id, result } = operation;
    if (result === "running") {
      if (this.#running.size < MOST) this.#running.set(id, operation);
      return null;
    }
    this.#running.delete(id);
    return result === "failed" ? { concerns: concernsOf(operation), faces: [toldOf(operation, at)] } : null;
  }

  /** The operation in progress on a component; null: none. */
  on(name: ComponentName): AskedBy | null {
    for (const { id, kind, by, requested } of this.#running.values())
      if (requested.length === 0 || requested.includes(name)) return { id, kind, by };
    return null;
  }
}

/** Those that failed; those that were asked for where it says of none. */
function concernsOf({ components, requested }: Operation): readonly ComponentName[] {
  const failed = components.filter(({ action }) => action === "failed").map(({ name }) => name);
  return failed.length > 0 ? failed : requested;
}

function toldOf(operation: Operation, at: Date): Told {
  const { id, kind, by, requested, message, reason } = operation;
  const [only, ...others] = concernsOf(operation);
  const asked = requested.length === 0 ? "everything" : requested.join(", ");
  const why = reason === "" ? "" : ` ("${reason}")`;
  return {
    event: "operation-failed",
    component: others.length === 0 ? (only ?? null) : null,
    title: null,
    at,
    from: null,
    to: null,
    exit: null,
    reason: message,
    operation: { id, kind, by },
    what: `${kind} of ${asked} by ${by}${why} failed: ${message}`,
  };
}
