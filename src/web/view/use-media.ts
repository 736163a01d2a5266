import { useEffect, useState } from "preact/hooks";

/** Whether a media query holds, followed. */
export function useMedia(query: string): boolean {
  const [holds, set] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const changed = () => set(list.matches);
    changed();
    list.addEventListener("change", changed);
    return () => list.removeEventListener("change", changed);
  }, [query]);
  return holds;
}

/** A screen as narrow as that of a phone. */
export const NARROW = "(max-width: 46rem)";
/** Somebody wants light on dark. */
export const DARK = "(prefers-color-scheme: dark)";
