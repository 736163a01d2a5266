import { useEffect, useRef, useState } from "preact/hooks";
import { systemClock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import { count, what } from "../look/text.ts";
import type { CarriedOut, PlanAnswer } from "../protocol.ts";
import { rolloutLink } from "../route.ts";
import { ActionText } from "./action-news.tsx";
import { type ActionWish, usePage } from "./page-context.ts";

/** So long after the last key the dashboard is asked. */
const TYPED = ms(150);

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** Shows what would be done, and does it when that is confirmed: once, however often the button is hit. */
export function ActionDialog({ wish, close }: { readonly wish: ActionWish; readonly close: () => void }) {
  const { api, model } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const [batch, setBatch] = useState("");
  const [reason, setReason] = useState("");
  const [components, setComponents] = useState(wish.components);
  const { plan, problem, complain } = usePlan({ ...wish, components }, batch, reason);
  const [carried, setCarried] = useState<CarriedOut | null>(null);
  const sent = useRef<string | null>(null);
  const isMany = wish.hosts.length > 1;
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const confirm = () => {
    if (plan === null || sent.current === plan.token) return;
    sent.current = plan.token;
    complain("");
    // It is not taken back when this dialog is closed: what was confirmed is done.
    api.post<CarriedOut>(`/api/plans/${plan.token}/carry-out`, {}, new AbortController().signal).then(
      (answer) => {
        setCarried(answer);
        if (answer.t !== "rollout") return;
        close();
        window.location.hash = rolloutLink(answer.id);
      },
      (error: unknown) => {
        sent.current = null; // the same plan can be sent again: it is carried out once
        complain(error instanceof Error ? error.message : String(error));
      },
    );
  };
  const action = carried === null ? undefined : model.actions.find(({ id }) => id === carried.id);
  const isBegun = carried !== null || (plan !== null && sent.current === plan.token && problem === "");
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" onClose={close}>
      <h2 id="dialog-title">
        {capital(`${what(wish.kind, components)} on ${isMany ? count(wish.hosts.length, "host") : (wish.hosts[0] ?? "")}?`)}
      </h2>
      {wish.components.length > 0 || isBegun ? null : <ComponentChoice wish={wish} chosen={components} choose={setComponents} />}
      {isBegun ? null : (
        <div class="fields">
          {isMany ? (
            <label>
              At once
              <input
                value={batch}
                placeholder="as the inventory says"
                size={20}
                onInput={({ currentTarget }) => setBatch(currentTarget.value)}
              />
            </label>
          ) : null}
          <label class="grows">
            Why, for the record
            <input value={reason} maxLength={200} onInput={({ currentTarget }) => setReason(currentTarget.value)} />
          </label>
        </div>
      )}
      <div class="plan" aria-live="polite" aria-busy={plan === null && problem === ""}>
        {problem === "" ? null : <p class="problem">{problem}</p>}
        {plan === null ? problem === "" ? <p class="quiet">Looking what would be done…</p> : null : <PlanText plan={plan} />}
        {action === undefined ? null : <ActionText action={action} />}
      </div>
      <div class="dialog-buttons">
        <button type="button" onClick={close}>
          {isBegun ? "Close" : "Cancel"}
        </button>
        {isBegun ? null : (
          <button type="button" class="confirm" disabled={plan === null} onClick={confirm}>
            {capital(wish.kind)} {isMany ? count(wish.hosts.length, "host") : "now"}
          </button>
        )}
      </div>
    </dialog>
  );
}

function PlanText({ plan }: { readonly plan: PlanAnswer }) {
  return (
    <>
      {plan.t === "rollout" ? (
        <pre class="plan-text" tabIndex={0}>
          {plan.lines.join("\n")}
        </pre>
      ) : (
        <ul class="plan-lines">
          {plan.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <p class="quiet command">
        The same in a terminal: <code>{plan.command}</code>
      </p>
    </>
  );
}

/** Everything, or some components: of those that the hosts have. */
function ComponentChoice({
  wish,
  chosen,
  choose,
}: {
  readonly wish: ActionWish;
  readonly chosen: readonly string[];
  readonly choose: (components: readonly string[]) => void;
}) {
  const { model } = usePage();
  const names = [...new Set(wish.hosts.flatMap((host) => model.hosts.get(host)?.components.map(({ name }) => name) ?? []))];
  if (names.length === 0) return null;
  const toggle = (name: string) =>
    choose(
      chosen.includes(name)
        ? chosen.filter((each) => each !== name)
        : names.filter((each) => each === name || chosen.includes(each)),
    );
  return (
    <fieldset class="choice">
      <legend class="spoken">Which components</legend>
      <label>
        <input type="radio" name="components" checked={chosen.length === 0} onChange={() => choose([])} /> everything
      </label>
      {names.map((name) => (
        <label key={name}>
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} /> {name}
        </label>
      ))}
    </fieldset>
  );
}

/** The plan for a wish, asked for anew when anything in it changes: what is confirmed is what is shown. */
function usePlan(wish: ActionWish, batch: string, reason: string) {
  const { api } = usePage();
  const [plan, take] = useState<PlanAnswer | null>(null);
  const [problem, complain] = useState("");
  useEffect(() => {
    const ending = new AbortController();
    take(null);
    complain("");
    const cancel = systemClock.after(TYPED, () => {
      api.post<PlanAnswer>("/api/plans", { ...wish, batch: batch.trim(), reason }, ending.signal).then(take, (error: unknown) => {
        if (!ending.signal.aborted) complain(error instanceof Error ? error.message : String(error));
      });
    });
    return () => {
      cancel();
      ending.abort();
    };
  }, [wish.components.join(), batch, reason]);
  return { plan, problem, complain };
}
