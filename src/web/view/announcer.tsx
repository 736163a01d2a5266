import { useEffect, useRef, useState } from "preact/hooks";
import { systemClock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import type { FleetModel } from "../live/fleet-model.ts";
import { HEALTH_LOOKS, type Health, hostHealth, isProblem } from "../look/component-look.ts";
import { usePage } from "./page-context.ts";

/** Changes of a while are said together: nobody can listen to each of a hundred. */
const TOGETHER = ms(1_500);
const MOST_NAMED = 3;

/** Says to those who do not see the page which hosts have a problem now, or have none any more. */
export function Announcer() {
  const { model } = usePage();
  const before = useRef(healths(model)); // what is so when the page is opened is no news
  const waits = useRef(false);
  const [text, say] = useState("");
  const latest = useRef(model);
  latest.current = model;
  useEffect(() => {
    if (waits.current) return;
    waits.current = true;
    systemClock.after(TOGETHER, () => {
      waits.current = false;
      const now = healths(latest.current);
      const news = describe(before.current, now);
      if (news !== "") say(news);
      before.current = now;
    });
  }, [model]);
  return (
    <p class="spoken" role="status" aria-live="polite">
      {text}
    </p>
  );
}

const healths = ({ hosts }: FleetModel): ReadonlyMap<string, Health> =>
  new Map([...hosts.values()].map((host) => [host.name, hostHealth(host)]));

function describe(before: ReadonlyMap<string, Health>, now: ReadonlyMap<string, Health>): string {
  const changed = [...now].filter(([name, health]) => {
    const was = before.get(name) ?? "unknown";
    return was !== health && (isProblem(was) || isProblem(health));
  });
  const named = changed.slice(0, MOST_NAMED).map(([name, health]) => `${name}: ${HEALTH_LOOKS[health].word}`);
  const more = changed.length > MOST_NAMED ? `, and ${changed.length - MOST_NAMED} more hosts` : "";
  return `${named.join(", ")}${more}`;
}
