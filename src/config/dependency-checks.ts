import type { z } from "zod";
import { findCycle } from "../core/dependency-graph.ts";
import { COMPONENT_NAME_RULE, parseComponentName } from "../core/names.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { complain, isMapping, isSound } from "./shapes.ts";

/** More are no host of Image Serving, and what follows here takes the square of their number. */
export const MAX_COMPONENTS = 100;

/** The rules over all components: that there are some, their names, and that what each needs exists and can be started first. */
export function checkComponents(components: unknown, context: z.core.$RefinementCtx): void {
  if (!isMapping(components)) return;
  const names = Object.keys(components);
  if (names.length === 0) complain(context, [], "is empty; write at least one component, with its command");
  if (names.length > MAX_COMPONENTS) complain(context, [], `has ${names.length} components; ${MAX_COMPONENTS} is the most`);
  if (names.length > MAX_COMPONENTS) return;
  for (const name of names.filter((name) => parseComponentName(name) === null)) {
    complain(context, [name], `is not a name for a component; write ${COMPONENT_NAME_RULE}`, "key");
  }
  const needs = new Map(names.map((name) => [name, soundNeeds(name, components, context)]));
  for (const [name, after] of needs) checkNeeds(name, after, names, context);
  checkCycles(needs, context);
}

/** What a component needs, as far as that part of it could be read. */
function soundNeeds(name: string, components: object, context: z.core.$RefinementCtx): readonly string[] {
  if (!isSound(context, name, "after")) return [];
  return (components as Readonly<Record<string, { readonly after: readonly string[] }>>)[name]?.after ?? [];
}

function checkNeeds(name: string, after: readonly string[], names: readonly string[], context: z.core.$RefinementCtx): void {
  for (const [index, needed] of after.entries()) {
    const path = [name, "after", index];
    if (needed === name) complain(context, path, "a component cannot need itself; remove it");
    else if (!names.includes(needed))
      complain(
        context,
        path,
        unknownComponent(
          needed,
          names.filter((known) => known !== name),
        ),
      );
    else if (after.indexOf(needed) < index) complain(context, path, `${needed} is there twice; remove one of the two`);
  }
}

function unknownComponent(needed: string, others: readonly string[]): string {
  const near = nearestWord(needed, others);
  const remedy =
    near !== null ? `did you mean ${near}?` : others.length > 0 ? `there are: ${others.join(", ")}` : "there is no other";
  return `there is no component ${JSON.stringify(needed)}; ${remedy}`;
}

/** Names every cycle once: each that is found is cut where it closes, and the rest looked through again. */
function checkCycles(needs: ReadonlyMap<string, readonly string[]>, context: z.core.$RefinementCtx): void {
  const left = new Map([...needs].map(([name, after]) => [name, after.filter((needed) => needed !== name)]));
  for (let cycle = findCycle(left); cycle !== null; cycle = findCycle(left)) {
    const [closing, first] = [cycle.at(-2) as string, cycle[0] as string];
    const index = needs.get(closing)?.indexOf(first) ?? 0;
    complain(context, [closing, "after", index], `closes a circle: ${cycle.join(" needs ")}; remove one of these`);
    left.set(
      closing,
      (left.get(closing) ?? []).filter((needed) => needed !== first),
    );
  }
}
