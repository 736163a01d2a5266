import { useEffect, useState } from "preact/hooks";
import { age, count, moment, what } from "../look/text.ts";
import type { HostStage, RolloutCard, RolloutDetail, RolloutHostCard } from "../protocol.ts";
import { hostLink } from "../route.ts";
import { useNow, usePage } from "./page-context.ts";
import { RolloutBar } from "./rollout-bar.tsx";
import { StandingText } from "./standing-text.tsx";

/** One rollout, live: asked for again whenever its journal has grown. */
export function RolloutPage({ id }: { readonly id: string }) {
  const { api, model } = usePage();
  const [detail, take] = useState<RolloutDetail | null>(null);
  const [problem, complain] = useState("");
  const card = model.rollouts.find((rollout) => rollout.id === id) ?? null;
  useEffect(() => {
    document.title = "Rollout · ImageServing";
  }, []);
  useEffect(() => {
    const ending = new AbortController();
    api.get<RolloutDetail>(`/api/rollouts/${encodeURIComponent(id)}`, ending.signal).then(
      (answer) => {
        take(answer);
        complain("");
      },
      (error: unknown) => ending.signal.aborted || complain(error instanceof Error ? error.message : String(error)),
    );
    return () => ending.abort();
  }, [id, card?.lastAt, card?.standing, JSON.stringify(card?.counts)]);
  const shown = card ?? detail?.card ?? null;
  return (
    <main class="page">
      <a class="back" href="#/rollouts">
        ‹ Rollouts
      </a>
      {problem === "" ? null : <p class="problem">{problem}</p>}
      {shown === null ? <h1>Rollout {id}</h1> : <RolloutHead card={shown} />}
      {detail === null ? null : <RolloutBody detail={detail} />}
    </main>
  );
}

function RolloutHead({ card }: { readonly card: RolloutCard }) {
  const now = useNow();
  const { id, kind, components, total, by, reason, begunAt, lastAt, standing, why } = card;
  const lasted = age(begunAt, standing === "running" ? now : lastAt);
  return (
    <header>
      <h1>
        {what(kind, components)} on {count(total, "host")}
      </h1>
      <p class="rollout-state" role="status">
        <StandingText standing={standing} /> <RolloutBar rollout={card} />
      </p>
      {why === "" ? null : <p class="notice text-warn">{why}</p>}
      <p class="quiet">
        by {by}
        {reason === "" ? "" : `: ${reason}`} · begun {moment(begunAt, now)}, {lasted} · {id}
      </p>
    </header>
  );
}

const ORDER: readonly HostStage[] = ["failed", "unreachable", "unknown", "in-flight", "done", "due"];
const TONES: Readonly<Record<HostStage, string>> = {
  failed: "bad",
  unreachable: "bad",
  unknown: "warn",
  "in-flight": "busy",
  done: "ok",
  due: "off",
};

function RolloutBody({ detail: { policy, hosts, next } }: { readonly detail: RolloutDetail }) {
  const sorted = hosts.toSorted((a, b) => ORDER.indexOf(a.stage) - ORDER.indexOf(b.stage));
  return (
    <>
      {next.length === 0 ? null : (
        <section aria-labelledby="next">
          <h2 id="next">What next</h2>
          <pre>{next.join("\n")}</pre>
        </section>
      )}
      <section aria-labelledby="rules">
        <h2 id="rules">Rules</h2>
        <ul class="rules">
          {policy.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="its-hosts">
        <h2 id="its-hosts">Hosts</h2>
        <section class="wide" tabIndex={0} aria-label="Hosts of this rollout">
          <table>
            <thead>
              <tr>
                <th scope="col">host</th>
                <th scope="col">stage</th>
                <th scope="col" class="number">
                  batch
                </th>
                <th scope="col" class="number">
                  took
                </th>
                <th scope="col">what there is to say</th>
              </tr>
            </thead>
            <tbody>
              {sorted.map((host) => (
                <tr key={host.name} data-host={host.name} data-stage={host.stage}>
                  <th scope="row">
                    <a href={hostLink(host.name)}>{host.name}</a>
                  </th>
                  <td class={`text-${TONES[host.stage]}`}>{stageWord(host)}</td>
                  <td class="number">{host.batch ?? "–"}</td>
                  <td class="number">{host.tookMs === null ? "–" : `${(host.tookMs / 1_000).toFixed(1)} s`}</td>
                  <td>{[host.message, host.worse].filter((text) => text !== "").join("; ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </section>
    </>
  );
}

function stageWord({ stage, operated }: RolloutHostCard): string {
  if (stage === "in-flight") return operated ? "must stay ready" : "in flight";
  return stage === "due" ? "to come" : stage;
}
