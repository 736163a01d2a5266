const BARS = "▁▂▃▄▅▆▇█";

/**
 * The last figures as bars, one column each; empty where there are fewer than two. The scale is that of the figures, so that a slow
 * leak shows; what varies by less than a twentieth is level, in the middle.
 */
export function sparkline(figures: readonly number[], width: number): string {
  const shown = figures.slice(-width);
  if (shown.length < 2) return "";
  const most = Math.max(...shown);
  const least = Math.min(...shown);
  const margin = Math.max((most - least) * 0.1, most * 0.1);
  const floor = Math.max(0, least - margin);
  const top = most + margin * 1.2; // or what is level would lie between two bars, and flicker
  return shown
    .map((figure) => BARS[Math.round(((figure - floor) / Math.max(1, top - floor)) * (BARS.length - 1))] ?? BARS[0])
    .join("");
}
