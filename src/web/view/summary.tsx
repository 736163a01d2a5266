import type { Showing } from "../look/arrange-hosts.ts";
import { countHealths } from "../look/arrange-hosts.ts";
import { HEALTH_LOOKS, HEALTHS, isProblem } from "../look/component-look.ts";
import { size } from "../look/text.ts";
import { Mark } from "./mark.tsx";
import { usePage } from "./page-context.ts";

/** How many hosts stand how; each number shows those. */
export function Summary({ showing, show }: { readonly showing: Showing; readonly show: (showing: Showing) => void }) {
  const hosts = [...usePage().model.hosts.values()];
  const counts = countHealths(hosts);
  const problems = HEALTHS.filter(isProblem).reduce((sum, health) => sum + counts[health], 0);
  const toggle = (wanted: Showing) => () => show(showing === wanted ? "all" : wanted);
  const button = (wanted: Showing, number: number, word: string, look: (typeof HEALTH_LOOKS)["ok"] | null) => (
    <button type="button" class="count" key={wanted} aria-pressed={showing === wanted} onClick={toggle(wanted)}>
      {look === null ? null : <Mark look={look} />}
      <b>{number}</b> {word}
    </button>
  );
  return (
    <div class="summary" role="group" aria-label="Which hosts are shown">
      {button("all", hosts.length, hosts.length === 1 ? "host" : "hosts", null)}
      {button("problems", problems, problems === 1 ? "problem" : "problems", problems > 0 ? HEALTH_LOOKS.bad : null)}
      {HEALTHS.filter((health) => counts[health] > 0).map((health) =>
        button(health, counts[health], HEALTH_LOOKS[health].word, HEALTH_LOOKS[health]),
      )}
      <span class="memory-sum quiet">{size(memorySum(hosts))} in use</span>
    </div>
  );
}

const memorySum = (
  hosts: readonly { readonly link: string; readonly components: readonly { readonly memory: number | null }[] }[],
): number =>
  hosts
    .flatMap(({ link, components }) => (link === "lost" ? [] : components))
    .reduce((sum, { memory }) => sum + (memory ?? 0), 0);
