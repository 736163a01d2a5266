import { type Finding, SEVERITIES } from "../../core/finding.ts";
import type { HostAddress } from "../../core/inventory.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import { sameWords } from "../../fleet/same-words.ts";

/** A finding, and where it was found. */
export interface FoundAt {
  readonly host: string;
  readonly finding: Finding;
}

/** Hosts of which the same was found. */
export interface FoldedFinding {
  /** As {@link foldHosts} writes them. */
  readonly hosts: string;
  readonly count: number;
  /** That of the first host; of several with `HOST` where its name stood. */
  readonly finding: Finding;
  /** Whether it reads a little otherwise on the others, as with another number of bytes. */
  readonly differs: boolean;
}

/** Pure. The worst first, then as they came; findings that differ in names of hosts, addresses and numbers only are one. */
export function foldFindings(
  found: readonly FoundAt[],
  addressOf: (host: string) => HostAddress | null,
  fold: boolean,
): readonly FoldedFinding[] {
  const groups = new Map<string, FoundAt[]>();
  for (const [at, one] of found.entries()) {
    const key = fold ? keyOf(one, addressOf) : String(at);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const folded = [...groups.values()].map((group): FoldedFinding => {
    const [first] = group as [FoundAt];
    const texts = new Set(group.map((one) => JSON.stringify(namedHost(one))));
    const hosts = [...new Set(group.map(({ host }) => host))];
    const finding = hosts.length === 1 ? first.finding : namedHost(first);
    return { hosts: foldHosts(hosts), count: hosts.length, finding, differs: texts.size > 1 };
  });
  return folded.sort((a, b) => rank(b) - rank(a));
}

const rank = ({ finding }: FoldedFinding): number => SEVERITIES.indexOf(finding.severity);

/** The same with `HOST` where the name of the host stood, as in the name of a file. */
function namedHost({ host, finding }: FoundAt): Finding {
  const name = new RegExp(`(?<![A-Za-z0-9])${host.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![A-Za-z0-9])`, "g");
  const { subject, message, remedy } = finding;
  const said = (text: string) => text.replace(name, "HOST");
  return { ...finding, subject: said(subject), message: said(message), remedy: said(remedy) };
}

function keyOf(one: FoundAt, addressOf: (host: string) => HostAddress | null): string {
  const { severity, check, subject, message } = namedHost(one);
  const same = (text: string) => withoutNumbers(sameWords(text, { name: one.host, address: addressOf(one.host) }));
  return JSON.stringify([severity, check, same(subject), same(message)]);
}

/** A size, a time or a count is another one on each host. */
const withoutNumbers = (text: string): string =>
  text.replace(/\d[\d.:TZ-]*/g, "#").replace(/# ?(?:[kMGT]?B|ms|[smhd])\b(?: #[smhd]\b)?/g, "#");
