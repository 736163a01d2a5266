import { useEffect, useState } from "preact/hooks";
import { systemClock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import { moment } from "../look/text.ts";
import type { EventCard, EventsAnswer, HostCard } from "../protocol.ts";
import { useNow, usePage } from "./page-context.ts";

/** After a change the host is asked again, at most so often. */
const SETTLES = ms(400);
const SHOWN = 100;

/** What the host remembers to have happened, the newest first; asked again whenever it changes. */
export function EventList({ host }: { readonly host: HostCard }) {
  const { api } = usePage();
  const now = useNow();
  const [answer, take] = useState<EventsAnswer | null>(null);
  const [problem, complain] = useState("");
  const mark = changeMark(host);
  useEffect(() => {
    const ending = new AbortController();
    const cancel = systemClock.after(answer === null ? ms(0) : SETTLES, () => {
      api.get<EventsAnswer>(`/api/hosts/${encodeURIComponent(host.name)}/events?limit=${SHOWN}`, ending.signal).then(
        (events) => {
          take(events);
          complain("");
        },
        (error: unknown) => ending.signal.aborted || complain(error instanceof Error ? error.message : String(error)),
      );
    });
    return () => {
      cancel();
      ending.abort();
    };
  }, [host.name, mark]);
  return (
    <section aria-labelledby="events">
      <h2 id="events">Events</h2>
      {problem === "" ? null : <p class="problem">The host does not tell its events: {problem}</p>}
      {answer === null ? (
        <p class="quiet">{problem === "" ? "Asking…" : ""}</p>
      ) : (
        <section class="wide events" tabIndex={0} aria-label="Events of this host">
          <table>
            <thead>
              <tr>
                <th scope="col">at</th>
                <th scope="col">about</th>
                <th scope="col">what</th>
              </tr>
            </thead>
            <tbody>
              {answer.events.map((event) => (
                <EventRow key={event.sequence} event={event} now={now} />
              ))}
            </tbody>
          </table>
          {answer.events.length === 0 ? <p class="quiet">Nothing is remembered.</p> : null}
          {answer.forgottenUntil === null ? null : (
            <p class="quiet">What happened before {moment(answer.forgottenUntil, now)} is kept no more.</p>
          )}
        </section>
      )}
    </section>
  );
}

function EventRow({ event, now }: { readonly event: EventCard; readonly now: number }) {
  const { at, component, message, by, evidence, tail, state } = event;
  const bad = state === "backoff" || state === "failed";
  return (
    <tr class={bad ? "event-bad" : ""}>
      <td class="time">
        <time dateTime={new Date(at).toISOString()}>{moment(at, now)}</time>
      </td>
      <td class="about">{component ?? "host"}</td>
      <td>
        {message}
        {by === null ? "" : <span class="quiet"> by {by}</span>}
        {evidence.map((line) => (
          <div key={line} class="quiet">
            {line}
          </div>
        ))}
        {tail.length === 0 ? null : (
          <details>
            <summary>its last {tail.length} lines</summary>
            <pre>{tail.join("\n")}</pre>
          </details>
        )}
      </td>
    </tr>
  );
}

/** Differs whenever something happened there; figures are nothing that happened. */
const changeMark = ({ link, supervisor, components, operations }: HostCard): string =>
  JSON.stringify([
    link,
    supervisor?.state,
    operations.map(({ id }) => id),
    components.map(({ state, ready, pid, restarts }) => [state, ready, pid, restarts]),
  ]);
