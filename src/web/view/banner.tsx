import type { Connection } from "../live/live-connection.ts";

const TEXT: Readonly<Record<Connection["t"], string>> = {
  connecting: "",
  live: "",
  lost: "Connection to the dashboard lost. What is shown is stale; trying again by itself.",
  ended: "The dashboard has ended. What is shown is stale.",
  refused: "The dashboard was started anew, and this page's key is worth nothing any more. Open the URL that it printed.",
};

/** Says that what is shown may not be so any more. */
export function Banner({ connection }: { readonly connection: Connection }) {
  const text = TEXT[connection.t];
  return (
    <div role="alert" class="banner-place">
      {text === "" ? null : (
        <p class="banner" data-connection={connection.t}>
          {text}
          {connection.t === "lost" ? <span class="quiet"> {connection.why}</span> : null}
        </p>
      )}
    </div>
  );
}
