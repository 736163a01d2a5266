import { componentLook, type Look } from "../look/component-look.ts";
import { age, moment, percent, size } from "../look/text.ts";
import type { ComponentCard, HostCard } from "../protocol.ts";
import { hostLink } from "../route.ts";
import { ActionButtons } from "./action-buttons.tsx";
import { Mark } from "./mark.tsx";
import { useNow, usePage } from "./page-context.ts";

/** The components of a host with all their figures. */
export function ComponentTable({ host }: { readonly host: HostCard }) {
  const { model } = usePage();
  const now = useNow();
  const { allowActions } = model.hello;
  if (host.components.length === 0) return <p class="quiet">None is known.</p>;
  return (
    <section class="wide" tabIndex={0} aria-label="Components of this host">
      <table class="components">
        <thead>
          <tr>
            <th scope="col">component</th>
            <th scope="col">state</th>
            <th scope="col" class="number aside">
              pid
            </th>
            <th scope="col" class="number">
              uptime
            </th>
            <th scope="col" class="number">
              memory
            </th>
            <th scope="col" class="number">
              CPU
            </th>
            <th scope="col" class="number">
              restarts
            </th>
            <th scope="col" class="number aside">
              probe
            </th>
            {allowActions ? <th scope="col">actions</th> : null}
          </tr>
        </thead>
        <tbody>
          {host.components.map((component) => (
            <ComponentRows key={component.name} component={component} host={host} now={now} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ComponentRows({
  component,
  host,
  now,
}: {
  readonly component: ComponentCard;
  readonly host: HostCard;
  readonly now: number;
}) {
  const { model } = usePage();
  const look = componentLook(component);
  const shown: Look = host.link === "lost" ? { ...look, tone: "stale" } : look;
  const { name, title, pid, since, memory, cpu, restarts, probeMs } = component;
  const why = whyText(component, now);
  return (
    <>
      <tr data-component={name} class={why === "" ? "" : "explained"}>
        <th scope="row">
          <a href={hostLink(host.name, name)}>{name}</a>
          {title === name || title === "" ? null : <span class="quiet title aside"> {title}</span>}
        </th>
        <td class={`state text-${shown.tone}`}>
          <Mark look={shown} /> {look.word}
        </td>
        <td class="number aside">{pid ?? "–"}</td>
        <td class="number">{since === null ? "–" : age(since, now)}</td>
        <td class="number">{size(memory)}</td>
        <td class="number">{percent(cpu)}</td>
        <td class="number">{restarts}</td>
        <td class="number aside">{probeMs === null ? "–" : `${probeMs} ms`}</td>
        {model.hello.allowActions ? (
          <td>
            <ActionButtons components={[name]} hosts={[host.name]} of={`${name} on ${host.name}`} />
          </td>
        ) : null}
      </tr>
      {why === "" ? null : (
        <tr class="why">
          <td colSpan={model.hello.allowActions ? 9 : 8}>
            <div>
              <span class="spoken">{name}: </span>
              {why}
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

/** Why it is not well, and how it last ended where that says something. */
function whyText({ reason, waitingFor, retryAt, lastExit }: ComponentCard, now: number): string {
  const parts = [
    ...(reason === null ? [] : [reason]),
    ...(waitingFor.length === 0 ? [] : [`waits for ${waitingFor.join(", ")}`]),
    ...(retryAt === null || retryAt <= now ? [] : [`is tried again in ${age(now, retryAt)}`]),
    ...(lastExit === null || lastExit.expected
      ? []
      : [`last ended at ${moment(lastExit.at, now)} by ${lastExit.how}${lastExit.hint === "" ? "" : `: ${lastExit.hint}`}`]),
  ];
  return parts.join("; ");
}
