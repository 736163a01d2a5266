import { harmlessText } from "../../core/harmless-text.ts";
import type { CertificateFacts } from "../../pki/certificate-facts.ts";
import type { Paint } from "./paint.ts";

/** What a certificate says, a fact a line, and what is wrong with it, which comes last. */
export function certificateText(facts: CertificateFacts, paint: Paint): string {
  const all =
    facts.use === "agent" || facts.use === "caller" ? [...factsOfAll(facts), ...factsOfHolder(facts)] : factsOfAll(facts);
  const width = Math.max(...all.map(([head]) => head.length));
  const lines = all.map(([head, text]) => `${paint("dim", head.padEnd(width))}  ${harmlessText(text)}`);
  const troubles = facts.troubles.map(({ severity, message }) => {
    return `${paint(severity === "error" ? "red" : "yellow", severity)}: ${harmlessText(message)}`;
  });
  return [...lines, ...troubles, ""].join("\n");
}

/** The limits of a caller, to stand behind its name; empty where there are none. */
export function limitText({ hosts, components }: Pick<CertificateFacts, "hosts" | "components">): string {
  const limits = [
    ...(hosts === null ? [] : [`hosts ${hosts}`]),
    ...(components === null ? [] : [`components ${components.join(", ")}`]),
  ];
  return limits.length === 0 ? "" : `, limited to ${limits.join(" and to ")}`;
}

type Fact = readonly [head: string, text: string];

const USES = {
  authority: "an authority: signs agents and callers",
  agent: "an agent: is called",
  caller: "a caller: calls agents",
  none: "nothing here",
} as const satisfies Record<CertificateFacts["use"], string>;

const factsOfAll = (facts: CertificateFacts): readonly Fact[] => [
  ["for", facts.kind === null ? USES[facts.use] : `${facts.kind} ${facts.name} (${USES[facts.use]})`],
  ["valid", `${second(facts.validFrom)} to ${second(facts.validTo)} (${daysText(facts.daysLeft)})`],
  ["fingerprint", facts.fingerprint],
  ["serial", facts.serial],
  ["subject", facts.subject],
  ["issuer", facts.issuer],
  ["key", facts.keyType],
];

const factsOfHolder = (facts: CertificateFacts): readonly Fact[] =>
  facts.use === "agent"
    ? [["addresses", facts.addresses.length === 0 ? "none" : facts.addresses.join(", ")]]
    : [
        ["hosts", facts.hosts ?? "all"],
        ["components", facts.components === null ? "all" : facts.components.join(", ")],
      ];

const second = (at: string): string => at.replace(".000Z", "Z");

const daysText = (days: number): string => (days < 0 ? "expired" : `${days} ${days === 1 ? "day" : "days"} left`);
