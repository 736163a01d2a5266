import { componentLook, type Look } from "../look/component-look.ts";
import { age, shortAge, size } from "../look/text.ts";
import type { ComponentCard } from "../protocol.ts";
import { Mark } from "./mark.tsx";

/** One component of a host at a glance: its state as colour, shape and word, for how long, and its memory as a figure and a bar. */
export function ComponentGlance({
  component,
  stale,
  now,
  most,
  narrow,
  named,
}: {
  readonly component: ComponentCard;
  readonly stale: boolean;
  readonly now: number;
  /** What a full bar is, in bytes. */
  readonly most: number;
  /** Whether there is little room. */
  readonly narrow: boolean;
  /** Whether no heading says which component it is. */
  readonly named: boolean;
}) {
  const look = componentLook(component);
  const shown: Look = stale ? { ...look, tone: "stale" } : look;
  return (
    <span
      class={`glance${stale ? " stale" : ""}${named ? " named" : ""}${component.reason === null ? "" : " reasoned"}`}
      title={component.reason ?? undefined}
    >
      <Mark look={shown} />
      {named ? <b class="glance-name">{component.name}</b> : null}
      <span class={`glance-word${look.tone === "ok" ? "" : ` text-${shown.tone}`}`}>{wordOf(component, look, now, narrow)}</span>
      {look.tone === "ok" ? <span class="spoken">, ready</span> : null}
      <span class="glance-memory">{component.memory === null ? "" : size(component.memory)}</span>
      {component.reason === null ? null : <span class="glance-reason">{component.reason}</span>}
      {component.reason !== null || component.memory === null || most === 0 ? null : (
        <span class="bar" aria-hidden="true">
          <span style={{ width: `${Math.round((component.memory / most) * 100)}%` }} />
        </span>
      )}
    </span>
  );
}

/** Of one that is well for how long; of another what it is at. */
function wordOf({ since, retryAt, state }: ComponentCard, { tone, word }: Look, now: number, narrow: boolean): string {
  if (tone === "ok") return since === null ? "up" : (narrow ? shortAge : age)(since, now);
  return !narrow && state === "backoff" && retryAt !== null && retryAt > now ? `${word}, again in ${age(now, retryAt)}` : word;
}
