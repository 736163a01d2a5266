import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { columnsOf, mostMemory, type Row } from "../look/arrange-hosts.ts";
import { hostLink } from "../route.ts";
import { gridStep } from "./grid-step.ts";
import { HostRow } from "./host-row.tsx";
import { useNow, usePage } from "./page-context.ts";
import { NARROW, useMedia } from "./use-media.ts";
import { useWindow } from "./use-window.ts";

const HEIGHT = 38;
const NARROW_HEIGHT = 66;
/** The heading and the edges. */
const HEAD = 29;

/** Hosts by components. Only the rows that can be seen are there, however many hosts there are; arrow keys go through all of them. */
export function HostGrid({ rows }: { readonly rows: readonly Row[] }) {
  const { model } = usePage();
  const now = useNow();
  const narrow = useMedia(NARROW);
  const height = narrow ? NARROW_HEIGHT : HEIGHT;
  const scroller = useRef<HTMLDivElement>(null);
  const { from, to } = useWindow(scroller, rows.length, height);
  const [active, move] = useState<{ readonly host: string; readonly column: number } | null>(null);
  const wantsFocus = useRef(false);
  const names = useMemo(() => columnsOf(model.hosts.values())?.join(" ") ?? null, [model.hosts]);
  const columns = useMemo(() => names?.split(" ").filter((name) => name !== "") ?? null, [names]); // a row is drawn anew only for what is new
  const most = useMemo(() => mostMemory(model.hosts.values()), [model.hosts]);
  const width = 1 + (columns?.length ?? 1);
  const activeAt = Math.max(
    0,
    rows.findIndex(({ host }) => host.name === active?.host),
  );
  const activeColumn = Math.min(active?.column ?? 0, width - 1);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    scroller.current?.querySelector<HTMLElement>('[tabindex="0"][data-column]')?.focus({ preventScroll: true });
  });
  useEffect(() => {
    scroller.current?.style.setProperty("--columns", String(Math.max(1, width - 1)));
  }, [width]);
  const onKeyDown = (event: KeyboardEvent) => {
    const host = rows[activeAt]?.host;
    if (host === undefined || event.altKey || event.metaKey) return;
    if (event.key === "Enter") {
      window.location.hash = hostLink(host.name, activeColumn === 0 ? null : (columns?.[activeColumn - 1] ?? null));
      return;
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 2);
    const next = gridStep(event, { row: activeAt, column: activeColumn }, { rows: rows.length, columns: width, page });
    if (next === null) return;
    event.preventDefault();
    wantsFocus.current = true;
    move({ host: rows[next.row]?.host.name ?? host.name, column: next.column });
    reveal(scroller.current, next.row * height, height);
  };
  const onFocus = ({ target }: FocusEvent) => {
    const cell = target instanceof HTMLElement ? target.closest<HTMLElement>("[data-column]") : null;
    const host = cell?.closest<HTMLElement>("[data-host]")?.dataset["host"];
    if (cell === null || host === undefined) return;
    if (host !== active?.host || Number(cell.dataset["column"]) !== active.column)
      move({ host, column: Number(cell.dataset["column"]) });
  };
  const drawn = rows.slice(from, to).map((row, index) => ({ row, at: from + index }));
  const kept = rows[activeAt]; // whoever has the focus stays, wherever the rest is scrolled to
  if (kept !== undefined && (activeAt < from || activeAt >= to)) drawn.push({ row: kept, at: activeAt });
  return (
    <div
      class="grid"
      role="grid"
      aria-label="Hosts by components"
      aria-rowcount={rows.length + 1}
      aria-colcount={width}
      ref={scroller}
      onKeyDown={onKeyDown}
      onFocusCapture={onFocus}
      style={{ maxHeight: `${rows.length * height + HEAD}px` }}
    >
      <div role="rowgroup" class="grid-head">
        <div role="row" class="row" aria-rowindex={1}>
          {["host", ...(columns ?? ["components"])].map((name) => (
            <div key={name} role="columnheader" class="cell">
              {name}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" class="grid-body" style={{ height: `${rows.length * height}px` }}>
        {drawn.map(({ row, at }) => (
          <HostRow
            key={row.host.name}
            host={row.host}
            health={row.health}
            at={at}
            height={height}
            columns={columns}
            most={most}
            now={now}
            narrow={narrow}
            active={at === activeAt ? activeColumn : null}
          />
        ))}
      </div>
    </div>
  );
}

/** Scrolls as little as it takes for a row to be seen below the heading. */
function reveal(scroller: HTMLElement | null, top: number, height: number): void {
  if (scroller === null) return;
  const head = scroller.firstElementChild?.clientHeight ?? 0;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + height + head > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = top + height + head - scroller.clientHeight;
}
