import { type Ms, ms, seconds } from "../../core/duration.ts";
import type { ComponentName } from "../../core/names.ts";
import type { UsageQuery, UsageSeries } from "../../core/usage-history.ts";
import { UsageRing, type UsageSample } from "./usage-ring.ts";

/** The last hour in steps of 10 s, the last week in steps of 5 min: 38 KB for each component. */
const FINE = { step: seconds(10), length: 360 };
const COARSE = { step: ms(300_000), length: 2_016 };
/** So many points at once, some 3 MB: what is beyond is cut off at the old end of every series. */
const MOST_POINTS = 80_000;
/** Of how many components figures are kept that are not configured any more. */
const MOST_UNCONFIGURED = 32;

/** The figures of one component, or of the agent itself. */
interface Figures {
  readonly fine: UsageRing;
  readonly coarse: UsageRing;
}

/** The figures of one, packed. */
export interface PackedFigures {
  /** Null: the agent itself. */
  readonly component: ComponentName | null;
  readonly fine: Buffer;
  readonly coarse: Buffer;
}

/** How the components of a host, and its agent, used memory and processors: the last hour and the last week. */
export class UsageHistory {
  readonly #figures = new Map<ComponentName | null, Figures>();

  /** Components of which there are figures. */
  get components(): readonly ComponentName[] {
    return [...this.#figures.keys()].filter((name) => name !== null);
  }

  /** Takes in one look at a component, or at the agent itself (null). */
  add(component: ComponentName | null, at: Date, sample: UsageSample): void {
    const figures = this.#figures.get(component) ?? newFigures();
    this.#figures.set(component, figures);
    figures.fine.add(at, sample);
    figures.coarse.add(at, sample);
  }

  /** For each that is asked for the fine series, then the coarse one. Of more than 30 at once the oldest points may be left out. */
  query({ components, since }: Pick<UsageQuery, "components" | "since">, now: Date): readonly UsageSeries[] {
    const wanted = [...this.#figures].filter(([name]) => components.length === 0 || (name !== null && components.includes(name)));
    const most = Math.floor(MOST_POINTS / Math.max(1, 2 * wanted.length));
    return wanted.flatMap(([component, { fine, coarse }]) =>
      [fine, coarse].map((ring) => ({ component, step: ring.step, points: ring.points(since, now).slice(-most) })),
    );
  }

  /** Lets go of components that are not configured and that have not run for a week, and of more than a few others. */
  ageOut(configured: ReadonlySet<ComponentName>, now: Date): void {
    const others = [...this.#figures].filter(([name]) => name !== null && !configured.has(name));
    const ends = others
      .map(([name, { coarse }]) => ({ name, end: coarse.newestEnd?.getTime() ?? 0 }))
      .sort((a, b) => b.end - a.end);
    const oldest = now.getTime() - COARSE.step * COARSE.length;
    for (const [nth, { name, end }] of ends.entries()) if (end < oldest || nth >= MOST_UNCONFIGURED) this.#figures.delete(name);
  }

  /** All of it, to be written. */
  pack(): readonly PackedFigures[] {
    return [...this.#figures].map(([component, { fine, coarse }]) => ({ component, fine: fine.pack(), coarse: coarse.pack() }));
  }

  /** Takes over what was packed. False where it is damaged, and then it is passed over. */
  unpack({ component, fine, coarse }: PackedFigures): boolean {
    const rings = {
      fine: UsageRing.unpack(fine, FINE.step, FINE.length),
      coarse: UsageRing.unpack(coarse, COARSE.step, COARSE.length),
    };
    if (rings.fine === null || rings.coarse === null) return false;
    this.#figures.set(component, { fine: rings.fine, coarse: rings.coarse });
    return true;
  }
}

const ringOf = ({ step, length }: { readonly step: Ms; readonly length: number }) => new UsageRing(step, length);
const newFigures = (): Figures => ({ fine: ringOf(FINE), coarse: ringOf(COARSE) });
