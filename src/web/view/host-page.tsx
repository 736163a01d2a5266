import { useEffect } from "preact/hooks";
import { HEALTH_LOOKS, hostHealth } from "../look/component-look.ts";
import { age, what } from "../look/text.ts";
import type { HostCard } from "../protocol.ts";
import { ActionButtons } from "./action-buttons.tsx";
import { ActionNews } from "./action-news.tsx";
import { ComponentTable } from "./component-table.tsx";
import { EventList } from "./event-list.tsx";
import { LogView } from "./log-view.tsx";
import { Mark } from "./mark.tsx";
import { useNow, usePage } from "./page-context.ts";
import { UsageCharts } from "./usage-charts.tsx";

/** All that is known of one host. @param component whose log is shown; null: the first one's. */
export function HostPage({ name, component }: { readonly name: string; readonly component: string | null }) {
  const { model } = usePage();
  const host = model.hosts.get(name);
  useEffect(() => {
    document.title = `${name} · ImageServing`;
  }, [name]);
  if (host === undefined)
    return (
      <main class="page">
        <h1>{name}</h1>
        <p>This dashboard has no such host.</p>
        <p>
          <a href="#/">All hosts</a>
        </p>
      </main>
    );
  return (
    <main class="page">
      <HostHead host={host} />
      <ActionNews host={name} />
      <section aria-labelledby="components">
        <h2 id="components">Components</h2>
        <ComponentTable host={host} />
      </section>
      <UsageCharts key={name} host={host} />
      <EventList key={`events-${name}`} host={host} />
      <LogView key={`log-${name}`} host={host} chosen={component} />
    </main>
  );
}

function HostHead({ host }: { readonly host: HostCard }) {
  const now = useNow();
  const health = hostHealth(host);
  const look = HEALTH_LOOKS[health];
  const { supervisor, lost, operations, warnings, clockOffsetMs, dropped } = host;
  return (
    <header class="host-head">
      <div class="host-title">
        <a class="back" href="#/">
          ‹ Hosts
        </a>
        <h1>
          <Mark look={look} /> {host.name}
        </h1>
        <span class={`text-${look.tone}`}>{look.word}</span>
        <ActionButtons components={[]} hosts={[host.name]} of={host.name} />
      </div>
      <p class="facts quiet">
        {supervisor === null ? (
          "it was never heard"
        ) : (
          <>
            Server Supervisor {supervisor.state}
            {supervisor.since === null ? "" : ` for ${age(supervisor.since, now)}`}
            {supervisor.pid === null ? "" : `, pid ${supervisor.pid}`} · version {supervisor.version || "unknown"} · configuration{" "}
            {supervisor.configHash.replace("sha256:", "").slice(0, 8) || "unknown"}
          </>
        )}
        {clockOffsetMs !== null && Math.abs(clockOffsetMs) >= 2_000
          ? ` · its clock is ${age(0, Math.abs(clockOffsetMs))} ${clockOffsetMs > 0 ? "ahead" : "behind"}`
          : ""}
        {dropped > 0 ? ` · ${dropped} changes were lost on the way` : ""}
      </p>
      {lost === null ? null : (
        <p class="notice text-stale">
          {host.heardAt === null ? "It was never heard" : `Last heard ${age(host.heardAt, now)} ago`}; what is shown was so then.{" "}
          {lost.why}
        </p>
      )}
      {operations.map(({ id, kind, components, by, since, reason }) => (
        <p key={id} class="notice text-busy">
          In progress: {what(kind, components)}, asked for by {by} {age(since, now)} ago{reason === "" ? "" : `: ${reason}`}
        </p>
      ))}
      {warnings.map((warning) => (
        <p key={warning} class="notice text-warn">
          {warning}
        </p>
      ))}
    </header>
  );
}
