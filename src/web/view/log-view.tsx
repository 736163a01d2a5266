import { useEffect, useRef, useState } from "preact/hooks";
import { sleep, systemClock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import { LogLines } from "../live/log-lines.ts";
import { readEvents } from "../live/read-events.ts";
import type { HostCard, LogMessage } from "../protocol.ts";
import { usePage } from "./page-context.ts";

const AGAIN = ms(2_000);
const LINES = 300;

/** The log of one component as it is written: paused, followed, searched. Its text is shown and never acted upon. */
export function LogView({ host, chosen }: { readonly host: HostCard; readonly chosen: string | null }) {
  const { api } = usePage();
  const names = host.components.map(({ name }) => name);
  const [picked, pick] = useState<string | null>(chosen);
  const component = picked !== null && names.includes(picked) ? picked : (names[0] ?? null);
  const [paused, pause] = useState(false);
  const [search, look] = useState("");
  const [said, say] = useState("");
  const [, draw] = useState(0);
  const place = useRef<HTMLDivElement>(null);
  const log = useRef<LogLines | null>(null);
  useEffect(() => pick(chosen), [chosen]);
  useEffect(() => {
    const element = place.current;
    if (element === null || component === null) return;
    const lines = new LogLines(element, () => draw((count) => count + 1));
    log.current = lines;
    lines.pause(paused);
    lines.search(search);
    const ending = new AbortController();
    const path = `/api/hosts/${encodeURIComponent(host.name)}/logs?component=${encodeURIComponent(component)}&lines=${LINES}`;
    const follow = async () => {
      while (!ending.signal.aborted) {
        let why = "the dashboard does not answer";
        try {
          say("");
          lines.clear();
          for await (const { data } of readEvents(api, { path, lastId: null, silence: null }, ending.signal)) {
            const message = JSON.parse(data) as LogMessage;
            if (message.t === "lines") lines.add(message.lines);
            else why = message.why;
          }
        } catch (error) {
          why = error instanceof Error ? error.message : String(error);
        }
        if (ending.signal.aborted) return;
        say(`The log is not followed at present: ${why}`);
        await sleep(systemClock, AGAIN, ending.signal).catch(() => {});
      }
    };
    void follow();
    return () => ending.abort();
  }, [host.name, component]);
  useEffect(() => log.current?.pause(paused), [paused]);
  useEffect(() => log.current?.search(search), [search]);
  const { waiting = 0, found = 0, dropped = 0 } = log.current ?? {};
  return (
    <section aria-labelledby="log">
      <div class="log-head">
        <h2 id="log">Log</h2>
        <label class="spoken" for="log-component">
          Component
        </label>
        <select id="log-component" value={component ?? ""} onChange={({ currentTarget }) => pick(currentTarget.value)}>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <label class="spoken" for="log-search">
          Search in the log
        </label>
        <input
          id="log-search"
          type="search"
          placeholder="search"
          value={search}
          spellcheck={false}
          onInput={({ currentTarget }) => look(currentTarget.value)}
        />
        <span class="quiet" role="status">
          {search === "" ? "" : `${found} found`}
        </span>
        <button type="button" aria-pressed={paused} onClick={() => pause(!paused)}>
          {paused ? "Go on" : "Pause"}
        </button>
        <button type="button" onClick={() => log.current?.toEnd()}>
          To the end
        </button>
        <span class="quiet">
          {waiting > 0 ? `${waiting} new lines` : ""}
          {dropped > 0 ? ` ${dropped} older lines are shown no more` : ""}
        </span>
      </div>
      {said === "" ? null : (
        <p class="problem" role="status">
          {said}
        </p>
      )}
      <div class="log" ref={place} role="log" aria-live="off" aria-label={`Log of ${component ?? "no component"}`} tabIndex={0} />
    </section>
  );
}
