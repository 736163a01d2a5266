import { harmlessLine, harmlessText } from "../../core/harmless-text.ts";
import type { HostEvent } from "../../core/host-event.ts";
import type { ToldEvent } from "../insight/told-event.ts";
import { displayWidth, wrapTo } from "./display-width.ts";
import { momentText } from "./moment-text.ts";
import type { Colour, Paint } from "./paint.ts";
import { type Part, paintParts } from "./painted-parts.ts";

/** How events are laid out. */
export interface EventsTextOptions {
  /** Width of the terminal; null: any, and nothing is cut. */
  readonly width: number | null;
  readonly paint: Paint;
  /** Whether the host stands before each. */
  readonly hosts: boolean;
  /** Nothing is cut, and below each there is what else is known of it. */
  readonly wide: boolean;
}

const GAP = "  ";

type ColumnName = "time" | "host" | "component";

/** Writes events, a line for each, in columns that grow with what comes: of events that are followed nobody knows the widest. */
export class EventLines {
  readonly #options: EventsTextOptions;
  readonly #widths: Record<ColumnName, number> = { time: 0, host: 0, component: 0 };

  constructor(options: EventsTextOptions) {
    this.#options = options;
  }

  /** @param now the date is left out where it is the same day. */
  lines(events: readonly ToldEvent[], now: Date): readonly string[] {
    const rows = events.map((told) => ({ ...told, time: momentText(told.at, now) }));
    for (const { time, host, event } of rows) {
      this.#grow("time", time);
      this.#grow("host", harmlessText(host));
      this.#grow("component", subject(event));
    }
    return rows.flatMap((row) => this.#row(row));
  }

  #grow(column: ColumnName, text: string): void {
    this.#widths[column] = Math.max(this.#widths[column], displayWidth(text));
  }

  #row({ host, event, time }: ToldEvent & { readonly time: string }): readonly string[] {
    const { width, paint, hosts, wide } = this.#options;
    const before: readonly Part[] = [
      { text: `${time.padStart(this.#widths.time)}${GAP}`, colour: "dim" },
      ...(hosts ? [{ text: pad(harmlessText(host), this.#widths.host) + GAP }] : []),
      { text: pad(subject(event), this.#widths.component) + GAP, ...(event.component === null && { colour: "dim" as const }) },
    ];
    const what = { text: whatHappened(event), colour: colourOf(event) ?? undefined };
    const who: readonly Part[] = whoAsked(event) === "" ? [] : [{ text: `${GAP}${whoAsked(event)}`, colour: "dim" }];
    const line = paintParts(wide || width === null ? Number.POSITIVE_INFINITY : width, [...before, what, ...who], paint);
    if (!wide) return [line.trimEnd()];
    const indent = " ".repeat(before.reduce((sum, { text }) => sum + displayWidth(text), 0));
    const room = width === null ? Number.POSITIVE_INFINITY : width - indent.length;
    return [line.trimEnd(), ...more(event, room).map((each) => paint("dim", indent + each))];
  }
}

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - displayWidth(text)));

/** Words in capitals are no component: their names have none. */
function subject({ component, kind }: HostEvent): string {
  if (component !== null) return harmlessText(component);
  if (kind === "supervisor") return "Supervisor";
  return kind.startsWith("operation-") ? "Operation" : kind === "configuration" ? "Configuration" : "Agent";
}

/** The agent's own sentence; ours where it said nothing. */
function whatHappened(event: HostEvent): string {
  if (event.message !== "") return harmlessText(event.message);
  const { kind, state, ready, operationKind, requested } = event;
  if (kind === "state" || kind === "health") return `${state ?? "state not known"}${ready ? ", ready" : ""}`;
  if (!kind.startsWith("operation-")) return kind.replace("-", " ");
  const what = requested.length === 0 ? "everything" : requested.map(harmlessText).join(", ");
  return `${operationKind ?? "operation"} of ${what} ${kind === "operation-begun" ? "begun" : "ended"}`;
}

const whoAsked = ({ by, message }: HostEvent): string => (by === null || message.includes(by) ? "" : harmlessText(`by ${by}`));

function colourOf({ kind, state, ready, previousState, exit }: HostEvent): Colour | null {
  if (kind === "agent-ended" || kind === "agent-started" || kind === "configuration" || kind === "supervisor") return null;
  if (kind.startsWith("operation-")) return "bold";
  if (state === "failed" || state === "backoff" || (exit !== null && !exit.expected)) return "red";
  if (state === "running") return ready ? "green" : "yellow";
  return state === "stopped" && previousState !== null ? "dim" : null;
}

/** What else is known of it, each on lines of its own. */
function more({ exit, evidence, tail, operationId, pid }: HostEvent, room: number): readonly string[] {
  const ended = exit === null ? [] : [`exit: ${exitWords(exit.code, exit.signal)}; ${exit.hint}`];
  const ids = [...(pid === null ? [] : [`pid ${pid}`]), ...(operationId === null ? [] : [`operation ${operationId}`])];
  const said = [...ended, ...evidence.map((each) => `evidence: ${each}`), ...(ids.length === 0 ? [] : [ids.join(", ")])];
  return [...said.flatMap((text) => wrapTo(room, harmlessText(text))), ...tail.map((line) => `| ${harmlessLine(line)}`)];
}

const exitWords = (code: number | null, signal: string | null): string =>
  signal ?? (code === null ? "not known" : `code ${code}`);
