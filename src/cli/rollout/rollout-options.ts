import { type Command, InvalidArgumentError, Option } from "commander";
import { DURATION_RULE, type Ms, parseDuration } from "../../core/duration.ts";
import { type Amount, BAKE_MODES, type BakeMode, HOST_ORDERS, type HostOrder } from "../../core/inventory.ts";
import { amountRule, parseAmount } from "../../fleet/rollout/amount.ts";
import type { RolloutWish } from "../../fleet/rollout/rollout-wish.ts";
import { notEmpty } from "../option-values.ts";

/** What the command line says of a rollout. */
export interface RolloutChoices {
  readonly wish: RolloutWish;
  /** Only show what would be done. */
  readonly plan: boolean;
  /** Do not ask. */
  readonly yes: boolean;
}

/** These options as commander has them. */
export interface RawRolloutOptions {
  readonly batch?: Amount;
  readonly canary?: number;
  readonly maxUnavailable?: Amount;
  readonly maxFailures?: Amount;
  readonly minReady?: Ms;
  readonly pause?: Ms | "ask";
  readonly order?: HostOrder;
  readonly seed?: number;
  readonly spread?: string;
  readonly bake?: BakeMode;
  readonly plan?: true;
  readonly yes?: true;
}

/** Adds the options that say how an operation goes through many hosts. */
export const addRolloutOptions = (command: Command): Command =>
  addRolloutRules(command)
    .addOption(new Option("--plan", "many hosts: only show what would be done"))
    .addOption(new Option("-y, --yes", "many hosts: do not ask"));

/** Adds those of them that are rules, and not about what is to be done now. */
export function addRolloutRules(command: Command): Command {
  return command
    .addOption(new Option("--batch <n>", "many hosts: so many, or such a share, at once (restart: 1)").argParser(amount(1)))
    .addOption(new Option("--canary <n>", "many hosts: so many first, alone").argParser(wholeNumber))
    .addOption(new Option("--max-unavailable <n>", "many hosts: how many may be out, whatever put them out").argParser(amount(1)))
    .addOption(
      new Option("--max-failures <n>", "many hosts: how many may fail until no more are begun (restart: 0)").argParser(amount(0)),
    )
    .addOption(
      new Option("--min-ready <duration>", "many hosts: how long one must have been ready before the next").argParser(duration),
    )
    .addOption(new Option("--pause <duration>", "many hosts: between two batches; or ask").argParser(pause))
    .addOption(
      new Option("--order <order>", "many hosts: in which order; those that are out already go first").choices(HOST_ORDERS),
    )
    .addOption(new Option("--seed <n>", "for --order random, to have the same order again").argParser(wholeNumber))
    .addOption(new Option("--spread <label>", "many hosts: never two of one value of this label at once").argParser(notEmpty))
    .addOption(
      new Option(
        "--bake <mode>",
        "many hosts: one that is clearly worse afterwards than before is told (report), or has failed (halt)",
      ).choices(BAKE_MODES),
    );
}

/** What they say. */
export function readRolloutChoices(raw: RawRolloutOptions): RolloutChoices {
  return {
    wish: {
      batch: raw.batch ?? null,
      canary: raw.canary ?? null,
      maxUnavailable: raw.maxUnavailable ?? null,
      maxFailures: raw.maxFailures ?? null,
      minReady: raw.minReady ?? null,
      pause: raw.pause ?? null,
      order: raw.order ?? null,
      seed: raw.seed ?? null,
      sickFirst: null,
      spread: raw.spread ?? null,
      bake: raw.bake ?? null,
    },
    plan: raw.plan === true,
    yes: raw.yes === true,
  };
}

/** What of these was said, as it was written; what one host alone has no use for. */
export const saidRolloutOptions = ({ wish, plan }: RolloutChoices): readonly string[] => [
  ...Object.entries(wish).flatMap(([name, value]) =>
    value === null ? [] : [`--${name.replace(/[A-Z]/g, (at) => `-${at.toLowerCase()}`)}`],
  ),
  ...(plan ? ["--plan"] : []),
];

const amount =
  (least: 0 | 1) =>
  (text: string): Amount => {
    const read = parseAmount(text);
    const value = read === null ? -1 : read.kind === "percent" ? read.percent : read.count;
    if (read === null || value < least || (read.kind === "percent" && value > 100))
      throw new InvalidArgumentError(`It must be ${amountRule(least)}.`);
    return read;
  };

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number, from 0.");
  return Number(text);
}

function duration(text: string): Ms {
  const length = parseDuration(text);
  if (length === null) throw new InvalidArgumentError(`It must be ${DURATION_RULE}.`);
  return length;
}

const pause = (text: string): Ms | "ask" => (text === "ask" ? "ask" : duration(text));
