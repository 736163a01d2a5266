/** How time and memory grow with the number of hosts. */
export interface Curve {
  readonly title: string;
  /** From left to right, each at least 1. */
  readonly hosts: readonly number[];
  readonly lines: readonly CurveLine[];
}

/** One contender: a figure for each number of hosts; null: it was not measured. */
export interface CurveLine {
  readonly name: string;
  readonly seconds: readonly (number | null)[];
  readonly mebibytes: readonly (number | null)[];
}

const PANEL = { width: 380, height: 260, left: 56, top: 56, gap: 84 } as const;
const SIZE = { width: PANEL.left * 2 + PANEL.width * 2 + PANEL.gap - 20, height: PANEL.top + PANEL.height + 84 } as const;
/** Told apart without colours, too: by their dashes. Readable on light and dark ground. */
const LOOKS = [
  { colour: "#2f81f7", dash: "" },
  { colour: "#8b949e", dash: "6 4" },
  { colour: "#d29922", dash: "2 3" },
] as const;

/** Draws two panels, time and memory, over hosts in logarithmic steps. The same figures make the same text. */
export function curveSvg({ title, hosts, lines }: Curve): string {
  const panels = [
    { what: "seconds", values: lines.map(({ seconds }) => seconds), log: true },
    { what: "peak memory, MiB", values: lines.map(({ mebibytes }) => mebibytes), log: false },
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${SIZE.width}" height="${SIZE.height}" fill="#ffffff"/>`,
    text(PANEL.left, 24, title, 'font-size="15" font-weight="bold"'),
    ...panels.flatMap((panel, at) => panelOf(panel, hosts, PANEL.left + at * (PANEL.width + PANEL.gap))),
    ...lines.flatMap(({ name }, at) => legend(name, at)),
    "</svg>",
    "",
  ].join("\n");
}

interface Panel {
  readonly what: string;
  readonly values: readonly (readonly (number | null)[])[];
  readonly log: boolean;
}

function panelOf({ what, values, log }: Panel, hosts: readonly number[], left: number): readonly string[] {
  const known = values.flat().filter((value): value is number => value !== null && value > 0);
  const ticks = log ? logTicks(Math.min(...known), Math.max(...known)) : evenTicks(Math.max(0, ...known));
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const across = scale(Math.log(hosts[0] ?? 1), Math.log(hosts.at(-1) ?? 1), left, left + PANEL.width);
  const bottom = PANEL.top + PANEL.height;
  const up = log ? scale(Math.log(low), Math.log(high), bottom, PANEL.top) : scale(low, high, bottom, PANEL.top);
  const x = (count: number) => across(Math.log(count));
  const y = (value: number) => up(log ? Math.log(value) : value);
  return [
    text(left, PANEL.top - 10, what, 'fill="#57606a"'),
    ...ticks.flatMap((tick) => [
      `<line x1="${left}" x2="${left + PANEL.width}" y1="${at(y(tick))}" y2="${at(y(tick))}" stroke="#d0d7de"/>`,
      text(left - 8, y(tick) + 4, String(tick), 'text-anchor="end" fill="#57606a"'),
    ]),
    ...hosts.map((count) => text(x(count), bottom + 18, count.toLocaleString("en"), 'text-anchor="middle" fill="#57606a"')),
    text(left + PANEL.width / 2, bottom + 38, "hosts", 'text-anchor="middle" fill="#57606a"'),
    ...values.flatMap((line, index) => curve(line, hosts, x, y, index)),
  ];
}

function curve(
  line: readonly (number | null)[],
  hosts: readonly number[],
  x: (count: number) => number,
  y: (value: number) => number,
  index: number,
): readonly string[] {
  const { colour, dash } = LOOKS[index % LOOKS.length] ?? LOOKS[0];
  const points = line.flatMap((value, i) => (value === null || value <= 0 ? [] : [[at(x(hosts[i] ?? 1)), at(y(value))]]));
  return [
    `<polyline fill="none" stroke="${colour}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`} points="${points.map((point) => point.join(",")).join(" ")}"/>`,
    ...points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`),
  ];
}

function legend(name: string, index: number): readonly string[] {
  const { colour, dash } = LOOKS[index % LOOKS.length] ?? LOOKS[0];
  const [left, y] = [PANEL.left + index * 280, SIZE.height - 20];
  return [
    `<line x1="${left}" x2="${left + 28}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`}/>`,
    text(left + 36, y + 4, name, ""),
  ];
}

const scale = (from: number, to: number, low: number, high: number) => (value: number) =>
  to === from ? (low + high) / 2 : low + ((value - from) / (to - from)) * (high - low);

/** 1, 2, 5, 10 … around all values. */
function logTicks(least: number, most: number): readonly number[] {
  if (!Number.isFinite(least) || !Number.isFinite(most)) return [0.1, 1];
  const steps = [-4, -3, -2, -1, 0, 1, 2, 3, 4].flatMap((power) =>
    [1, 2, 5].map((step) => Number((step * 10 ** power).toPrecision(1))),
  );
  const [first, last] = [steps.findLastIndex((step) => step <= least), steps.findIndex((step) => step >= most)];
  return steps.slice(Math.max(0, first), last < 0 ? undefined : Math.max(last, first + 1) + 1);
}

/** From 0 in four or five round steps. */
function evenTicks(most: number): readonly number[] {
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000].find((each) => each * 5 >= most) ?? 10_000;
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, index) => index * step);
}

const at = (value: number): string => String(Math.round(value * 10) / 10);

const text = (x: number, y: number, words: string, more: string): string =>
  `<text x="${at(x)}" y="${at(y)}"${more && ` ${more}`}>${escaped(words)}</text>`;

const escaped = (words: string): string => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
