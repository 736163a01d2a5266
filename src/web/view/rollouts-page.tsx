import { useEffect } from "preact/hooks";
import { count, moment, what } from "../look/text.ts";
import { rolloutLink } from "../route.ts";
import { useNow, usePage } from "./page-context.ts";
import { RolloutBar } from "./rollout-bar.tsx";
import { StandingText } from "./standing-text.tsx";

/** The rollouts that were begun from this machine, the latest first. */
export function RolloutsPage() {
  const { model } = usePage();
  const now = useNow();
  useEffect(() => {
    document.title = "Rollouts · ImageServing";
  }, []);
  return (
    <main class="page">
      <h1>Rollouts</h1>
      {model.rollouts.length === 0 ? (
        <p class="quiet">None was begun from this machine.</p>
      ) : (
        <section class="wide" tabIndex={0} aria-label="Rollouts">
          <table class="rollouts">
            <thead>
              <tr>
                <th scope="col">what</th>
                <th scope="col">standing</th>
                <th scope="col">progress</th>
                <th scope="col">begun</th>
                <th scope="col">by</th>
              </tr>
            </thead>
            <tbody>
              {model.rollouts.map((rollout) => (
                <tr key={rollout.id}>
                  <th scope="row">
                    <a href={rolloutLink(rollout.id)}>
                      {rollout.kind === null
                        ? rollout.id
                        : `${what(rollout.kind, rollout.components)} on ${count(rollout.total, "host")}`}
                    </a>
                  </th>
                  <td>
                    <StandingText standing={rollout.standing} />
                  </td>
                  <td>
                    <RolloutBar rollout={rollout} />
                    {rollout.why === "" ? null : <div class="why-over">{rollout.why}</div>}
                  </td>
                  <td class="time">{moment(rollout.begunAt, now)}</td>
                  <td>{rollout.by}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </main>
  );
}
