import { render } from "preact";
import { systemClock } from "../core/clock.ts";
import { Api } from "./api.ts";
import { takeKey } from "./key.ts";
import { applyMessage, type FleetModel } from "./live/fleet-model.ts";
import { type Connection, listenToDashboard } from "./live/live-connection.ts";
import { Store } from "./live/store.ts";
import { followRoute } from "./route.ts";
import { App } from "./view/app.tsx";

const key = takeKey();
const model = new Store<FleetModel | null>(null);
const refused: Connection = { t: "refused", why: "" };
const connection = new Store<Connection>(key === null ? refused : { t: "connecting" });
const api = new Api(key ?? "");
const place = document.querySelector("#page");
if (place === null) throw new Error("the page has no place");
render(<App api={api} model={model} connection={connection} route={followRoute()} />, place);
if (key !== null) {
  const listener = {
    message: (message: Parameters<typeof applyMessage>[1]) =>
      model.set(applyMessage(model.value, message, systemClock.wall().getTime())),
    connection: (now: Connection) => {
      if (now.t !== connection.value.t || now.t === "lost") connection.set(now);
    },
  };
  void listenToDashboard(api, listener, new AbortController().signal);
}
