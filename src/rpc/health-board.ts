/** Hears how a component, or `""` for the agent, stands from now on. */
export type HearHealth = (component: string, serving: boolean) => void;

/** Whether each component does what it is there for, for those who want to know no more than that. */
export class HealthBoard {
  readonly #serving = new Map<string, boolean>([["", true]]);
  readonly #hearers: HearHealth[] = [];

  set(component: string, serving: boolean): void {
    this.#serving.set(component, serving);
    for (const hear of this.#hearers) hear(component, serving);
  }

  /** Tells how all stand now, and of every change; for as long as the board is there. */
  tell(hear: HearHealth): void {
    for (const [component, serving] of this.#serving) hear(component, serving);
    this.#hearers.push(hear);
  }
}
