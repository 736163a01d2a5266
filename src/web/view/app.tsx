import { useEffect, useRef, useState } from "preact/hooks";
import type { Api } from "../api.ts";
import type { FleetModel } from "../live/fleet-model.ts";
import type { Connection } from "../live/live-connection.ts";
import { type Store, useStore } from "../live/store.ts";
import { hostHealth, isProblem } from "../look/component-look.ts";
import type { Route } from "../route.ts";
import { ActionDialog } from "./action-dialog.tsx";
import { Announcer } from "./announcer.tsx";
import { Banner } from "./banner.tsx";
import { HostPage } from "./host-page.tsx";
import { HostsPage } from "./hosts-page.tsx";
import { type ActionWish, PageParts } from "./page-context.ts";
import { RolloutPage } from "./rollout-page.tsx";
import { RolloutsPage } from "./rollouts-page.tsx";

/** What the page is made from. */
export interface AppParts {
  readonly api: Api;
  readonly model: Store<FleetModel | null>;
  readonly connection: Store<Connection>;
  readonly route: Store<Route>;
}

/** The whole page. */
export function App(parts: AppParts) {
  const model = useStore(parts.model);
  const connection = useStore(parts.connection);
  const route = useStore(parts.route);
  const [wish, act] = useState<ActionWish | null>(null);
  useIcon(model);
  const place = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  useEffect(() => {
    // Whoever goes to another page by keyboard goes on there; nothing is taken away from whoever has just come.
    if (!first.current) place.current?.focus({ preventScroll: true });
    first.current = false;
    act(null);
  }, [route]);
  const stale = connection.t !== "live" && connection.t !== "connecting";
  return (
    <>
      <Banner connection={connection} />
      {model === null ? (
        <main class="page">
          <h1>ImageServing</h1>
          <p class="quiet">{connection.t === "connecting" ? "Connecting…" : ""}</p>
        </main>
      ) : (
        <PageParts.Provider value={{ api: parts.api, model, act }}>
          <PageHead model={model} route={route} connection={connection} />
          <div ref={place} class={`place${stale ? " place-stale" : ""}`} tabIndex={-1}>
            <Place route={route} />
          </div>
          <Announcer />
          {wish === null ? null : <ActionDialog wish={wish} close={() => act(null)} />}
        </PageParts.Provider>
      )}
    </>
  );
}

function Place({ route }: { readonly route: Route }) {
  switch (route.t) {
    case "hosts":
      return <HostsPage />;
    case "host":
      return <HostPage key={route.name} name={route.name} component={route.component} />;
    case "rollouts":
      return <RolloutsPage />;
    case "rollout":
      return <RolloutPage key={route.id} id={route.id} />;
  }
}

function PageHead({
  model,
  route,
  connection,
}: {
  readonly model: FleetModel;
  readonly route: Route;
  readonly connection: Connection;
}) {
  const { hello, rollouts, merged } = model;
  const running = rollouts.filter(({ standing }) => standing === "running").length;
  const current = (is: boolean) => (is ? { "aria-current": "page" as const } : {});
  return (
    <header class="head">
      <strong class="brand">ImageServing</strong>
      <nav aria-label="Pages">
        <a href="#/" {...current(route.t === "hosts" || route.t === "host")}>
          Hosts
        </a>
        <a href="#/rollouts" {...current(route.t === "rollouts" || route.t === "rollout")}>
          Rollouts{running > 0 ? ` (${running})` : ""}
        </a>
      </nav>
      <span class="source quiet" title={hello.source}>
        {hello.context ?? hello.source}
      </span>
      <span class="who quiet">
        {hello.user}
        {hello.allowActions ? "" : ", looks only"}
        {merged > 0 ? ` · ${merged} updates came together` : ""}
      </span>
      <span class={`link-state ${connection.t}`}>{connection.t === "live" ? "live" : "stale"}</span>
    </header>
  );
}

/** The icon of the tab says whether somebody should look. */
function useIcon(model: FleetModel | null): void {
  const unwell = model !== null && [...model.hosts.values()].some((host) => isProblem(hostHealth(host)));
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>("#icon");
    if (icon !== null) icon.href = unwell ? "/unwell.svg" : "/well.svg";
  }, [unwell]);
}
