import { type Endpoint, showEndpoint } from "./endpoint.ts";
import { type HostView, type ProcFiles, thisHost } from "./host-view.ts";
import { ownership } from "./listener-owner.ts";
import { findHolder, type Holder, holds } from "./socket-holders.ts";

/** Whether the listener that answers may count; `why` is one sentence for people. */
export type ListenerVerdict = { readonly ok: true } | { readonly ok: false; readonly why: string };

/**
 * A check that what answers on an endpoint is the component itself: it fails where a foreign process certainly listens, and
 * holds where that cannot be told. Never rejects.
 * @param pids the component's processes at the moment, asked for anew at every check.
 */
export function listenerCheck(
  endpoint: Endpoint,
  pids: () => ReadonlySet<number> | Promise<ReadonlySet<number>>,
  view: HostView = thisHost,
): () => Promise<ListenerVerdict> {
  const find = rememberingFind();
  return async () => {
    const owner = await ownership(endpoint, await pids(), view, find);
    return typeof owner === "string" ? { ok: true } : { ok: false, why: foreignAnswers(endpoint, owner.foreign) };
  };
}

function foreignAnswers(endpoint: Endpoint, holder: Holder | null): string {
  const who = holder === null ? "a process that cannot be seen" : `another process, ${holder.name} (pid ${holder.pid})`;
  return `${showEndpoint(endpoint)} is answered by ${who}, not by the component`;
}

/** A foreign listener is met again at every try; who holds it is searched for once as long as he holds it. */
function rememberingFind(): typeof findHolder {
  let last: { readonly inode: string; readonly holder: Holder | null } | null = null;
  const stillTrue = async (proc: ProcFiles, inode: string) =>
    last?.inode === inode && (last.holder === null || (await holds(proc, last.holder.pid, inode)));
  return async (proc, inode) => {
    if (last === null || !(await stillTrue(proc, inode))) last = { inode, holder: await findHolder(proc, inode) };
    return last.holder;
  };
}
