import { memo } from "preact/compat";
import { HEALTH_LOOKS, type Health } from "../look/component-look.ts";
import { age, what } from "../look/text.ts";
import type { ComponentCard, HostCard } from "../protocol.ts";
import { hostLink } from "../route.ts";
import { ComponentGlance } from "./component-cell.tsx";
import { Mark } from "./mark.tsx";

/** What of a grid a row needs. */
export interface HostRowProps {
  readonly host: HostCard;
  readonly health: Health;
  /** Counted from 0. */
  readonly at: number;
  readonly height: number;
  readonly columns: readonly string[] | null;
  readonly most: ReadonlyMap<string, number>;
  readonly now: number;
  /** The column that has the focus of the keyboard, 0 for the host; null: none here. */
  readonly active: number | null;
  readonly narrow: boolean;
}

/** One host of the grid. */
export const HostRow = memo(function HostRow(props: HostRowProps) {
  const { host, health, at, height, columns, now, active, narrow } = props;
  const cell = (column: number) => ({ role: "gridcell" as const, tabIndex: active === column ? 0 : -1, "data-column": column });
  const by = new Map(host.components.map((component) => [component.name, component]));
  return (
    <div
      role="row"
      class={`row health-${health}`}
      aria-rowindex={at + 2}
      data-host={host.name}
      style={{ height: `${height}px`, transform: `translateY(${at * height}px)` }}
    >
      <div {...cell(0)} role="rowheader" class="cell host-cell">
        <Mark look={HEALTH_LOOKS[health]} />
        <a href={hostLink(host.name)} tabIndex={-1}>
          {host.name}
        </a>
        <span class={`host-word ${health === "ok" ? "spoken" : `text-${HEALTH_LOOKS[health].tone}`}`}>
          {hostWord(host, health, now)}
        </span>
      </div>
      {columns === null ? (
        <div {...cell(1)} class="cell many">
          {host.components.map((component) => glance(props, component, true))}
        </div>
      ) : (
        columns.map((name, index) => {
          const component = by.get(name);
          return (
            <div key={name} {...cell(index + 1)} class="cell" data-component={name}>
              {component === undefined ? <span class="quiet">–</span> : glance(props, component, narrow)}
            </div>
          );
        })
      )}
    </div>
  );
});

const glance = ({ host, most, now, narrow }: HostRowProps, component: ComponentCard, named: boolean) => (
  <ComponentGlance
    key={component.name}
    component={component}
    stale={host.link === "lost"}
    now={now}
    most={most.get(component.name) ?? 0}
    narrow={narrow}
    named={named}
  />
);

/** What is going on there, or since when it is as it is. */
function hostWord(host: HostCard, health: Health, now: number): string {
  const [operation] = host.operations;
  if (host.lost !== null) return `${HEALTH_LOOKS[health].word} for ${age(host.heardAt ?? host.lost.since, now)}`;
  if (operation !== undefined) return `${what(operation.kind, operation.components)} by ${operation.by}`;
  return HEALTH_LOOKS[health].word;
}
