import { dirname } from "node:path";
import type { Check } from "./check.ts";
import { about } from "./findings.ts";
import type { HostReaders } from "./host-readers.ts";
import type { HostSubject } from "./host-subject.ts";
import { judgePath, type PathExpectation } from "./judge-file.ts";

/** Files and folders of an installation. */
export function fileChecks(subject: HostSubject, readers: Pick<HostReaders, "path">): readonly Check[] {
  const { paths, listen, uid, agentPid, asAgent } = subject;
  const state = { secret: false, uid, written: true, missing: agentPid === null ? "later" : "error" } as const;
  const again = "it was removed under the agent: start the agent anew, which makes it; ImageServing status shows what runs";
  const wanted: readonly (readonly [path: string, expectation: PathExpectation])[] = [
    [paths.agentConfig, { ...state, what: "the configuration", kind: "file", written: false, missing: "later", remedy: "" }],
    [paths.stateDir, { ...state, what: "the state folder", kind: "folder", remedy: again }],
    [paths.logDir, { ...state, what: "the log folder", kind: "folder", missing: "later", remedy: again }],
    [dirname(paths.socket), { ...state, what: "the folder of the socket", kind: "folder", remedy: again }],
    [paths.socket, { ...state, what: "the agent's socket", kind: "socket", remedy: again }],
    ...(listen?.tls == null ? [] : [[listen.tls.key, keyOf("the agent's private key", uid)] as const]),
  ];
  const seen = new Set<string>();
  return wanted
    .filter(([path]) => !seen.has(path) && seen.add(path))
    .map(([path, expectation]) => pathCheck(path, expectation, asAgent, readers));
}

/** A private key. */
export const keyOf = (what: string, uid: number | null): PathExpectation => ({
  what,
  kind: "file",
  missing: "error",
  secret: true,
  written: false,
  uid,
  remedy: "issue certificate and key where the authority is: ImageServing pki issue, and copy them here",
});

/** Looks at one path. */
export const pathCheck = (path: string, wanted: PathExpectation, tried: boolean, readers: Pick<HostReaders, "path">): Check => ({
  check: "file",
  subject: path,
  look: async () => about("file", path, judgePath(path, await readers.path(path, tried), wanted)),
});
