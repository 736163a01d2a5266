import { harmlessLines } from "../../core/harmless-text.ts";
import type { Outcome } from "../../fleet/outcome.ts";
import type { Aim } from "../fleet/aim.ts";
import { type HeadingOptions, hostHeading, type NamedHosts } from "./host-heading.ts";
import { nextStep } from "./next-step.ts";

/** Hosts of which the same is known instead of what they were asked. */
export interface ErrorGroup extends NamedHosts {
  readonly outcome: Outcome;
  /** Of more than one host with HOST, ADDRESS, PID where theirs stood. */
  readonly error: { readonly code: string; readonly message: string };
}

const NOT_ASKED = "not attempted:";

/** The hosts, why they did not answer, and what to do next. */
export function errorBlock(group: ErrorGroup, options: Omit<HeadingOptions, "cut"> & { readonly aim: Aim }): readonly string[] {
  const { code, message } = group.error;
  const [reason = "", ...more] = harmlessLines(plainly(group, options.aim)).split("\n");
  const colour = group.outcome === "unknown" ? "yellow" : "red";
  // Of a host that was not asked, how it could be called otherwise does not matter.
  const mark = reason.startsWith(NOT_ASKED) ? NOT_ASKED : `${group.outcome}:`;
  const first = reason.startsWith(NOT_ASKED) ? reason : `${mark} ${reason}`;
  const heading = hostHeading(group, { first, mark: { text: mark, colour }, more }, { ...options, cut: false });
  const step = nextStep(code, message);
  return [...heading, ...(step === "" ? [] : [options.paint("dim", `  ${step}`)])];
}

/** Of several hosts, the words that stand for each are taken out, or replaced by what stands for all. */
function plainly({ hosts, names, error: { message } }: ErrorGroup, aim: Aim): string {
  if (names.length === 1) return message;
  return message.replaceAll(aim("HOST"), () => aim(hosts)).replace(/ \((?:HOST|ADDRESS)\)/g, "");
}
