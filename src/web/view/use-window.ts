import { useEffect, useState } from "preact/hooks";

/** Which rows of a long list are drawn: from, and up to but without. */
export interface Drawn {
  readonly from: number;
  readonly to: number;
}

const BEYOND = 12;

/** The rows that can be seen in a scroller, and a few beyond. All are of one height, in pixels. */
export function useWindow(scroller: { readonly current: HTMLElement | null }, count: number, height: number): Drawn {
  const [seen, look] = useState<Drawn>({ from: 0, to: 40 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let frame = 0;
    const measure = () => {
      frame = 0;
      const from = Math.floor(element.scrollTop / height);
      const to = Math.ceil((element.scrollTop + element.clientHeight) / height);
      look((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    const later = () => {
      if (frame === 0) frame = requestAnimationFrame(measure);
    };
    const observer = new ResizeObserver(later);
    observer.observe(element);
    element.addEventListener("scroll", later, { passive: true });
    measure();
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      element.removeEventListener("scroll", later);
    };
  }, [height]);
  return { from: Math.max(0, seen.from - BEYOND), to: Math.min(count, seen.to + BEYOND) };
}
