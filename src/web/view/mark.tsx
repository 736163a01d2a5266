import type { Look, Shape } from "../look/component-look.ts";

const PATHS: Readonly<Record<Shape, string>> = {
  disc: "M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z",
  ring: "M6 1.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6zm0 2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
  half: "M6 1.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6zm0 1.6v6.4a3.2 3.2 0 0 0 0-6.4z",
  triangle: "M6 .8 11.6 10.8H.4z",
  cross: "M2.4.9 6 4.5 9.6.9l1.5 1.5L7.5 6l3.6 3.6-1.5 1.5L6 7.5l-3.6 3.6L.9 9.6 4.5 6 .9 2.4z",
  square: "M2 2h8v8H2z",
  dots: "M1 4.6h2.8v2.8H1zm3.6 0h2.8v2.8H4.6zm3.6 0H11v2.8H8.2z",
  diamond: "M6 .6 11.4 6 6 11.4.6 6z",
};

/** The shape of a state in its colour. The word stands beside it, or is read out in its place. */
export function Mark({ look }: { readonly look: Look }) {
  return (
    <svg class={`mark tone-${look.tone}`} viewBox="0 0 12 12" aria-hidden="true">
      <path d={PATHS[look.shape]} />
    </svg>
  );
}
