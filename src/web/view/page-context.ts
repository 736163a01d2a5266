import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { systemClock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { Api } from "../api.ts";
import type { FleetModel } from "../live/fleet-model.ts";

/** What somebody wants to be done; the dialog shows what that is, and asks. */
export interface ActionWish {
  readonly kind: OperationKind;
  readonly components: readonly string[];
  readonly hosts: readonly string[];
}

/** What every part of the page has at hand. */
export interface PageContext {
  readonly api: Api;
  readonly model: FleetModel;
  /** Opens the dialog. */
  act(wish: ActionWish): void;
}

export const PageParts = createContext<PageContext | null>(null);

/** What every part of the page has at hand. */
export function usePage(): PageContext {
  const parts = useContext(PageParts);
  if (parts === null) throw new Error("this is drawn outside of the page");
  return parts;
}

/** The time by the clock of the dashboard, in milliseconds since 1970; what is drawn with it is drawn anew each second. */
export function useNow(): number {
  const { model } = usePage();
  const [, draw] = useState(0);
  useEffect(() => {
    let cancel = () => {};
    const tick = () => {
      cancel = systemClock.after(ms(1_000), () => {
        draw((count) => count + 1);
        tick();
      });
    };
    tick();
    return () => cancel();
  }, []);
  return systemClock.wall().getTime() + model.ahead;
}
