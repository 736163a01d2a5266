import { useEffect, useState } from "preact/hooks";
import { systemClock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import type { SelectAnswer } from "../protocol.ts";
import { usePage } from "./page-context.ts";

/** So long after the last key the dashboard is asked. */
const TYPED = ms(200);

/** Which hosts a selector means; null: all. */
export type Selected = ReadonlySet<string> | null;

/** Takes a selector as `--host` does. The dashboard evaluates it: it has the inventory. */
export function FilterBar({
  text,
  type,
  select,
}: {
  readonly text: string;
  readonly type: (text: string) => void;
  readonly select: (selected: Selected) => void;
}) {
  const { api, model } = usePage();
  const [problem, complain] = useState("");
  useEffect(() => {
    const ending = new AbortController();
    const done = (selected: Selected) => {
      complain("");
      select(selected);
    };
    if (text.trim() === "") {
      done(null);
      return;
    }
    const cancel = systemClock.after(TYPED, () => {
      const path = `/api/select?hosts=${encodeURIComponent(text)}`;
      api.get<SelectAnswer>(path, ending.signal).then(
        ({ names }) => done(new Set(names)),
        (error: unknown) => ending.signal.aborted || complain(error instanceof Error ? error.message : String(error)),
      );
    });
    return () => {
      cancel();
      ending.abort();
    };
  }, [text]);
  return (
    <div class="filter">
      <label for="filter">Hosts</label>
      <input
        id="filter"
        type="search"
        value={text}
        placeholder="node[01-20], @group, role=web, *-ams"
        list="groups"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="none"
        aria-describedby="filter-problem"
        aria-invalid={problem !== ""}
        onInput={({ currentTarget }) => type(currentTarget.value)}
      />
      <datalist id="groups">
        {model.hello.groups.map((group) => (
          <option key={group} value={`@${group}`} />
        ))}
      </datalist>
      <p id="filter-problem" class="problem" role="status">
        {problem}
      </p>
    </div>
  );
}
