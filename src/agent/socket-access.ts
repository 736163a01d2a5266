import { FaultError } from "../core/fault.ts";
import type { SocketAccess } from "../rpc/unix-socket.ts";
import { findGroupId } from "../supervisor/user-account.ts";

/**
 * Who may use the agent's socket: its owner alone, or the members of a group too.
 * @throws FaultError BAD_FILE where the group does not exist.
 */
export function socketAccess(group: string | null, socket: string): SocketAccess {
  if (group === null) return { mode: 0o600, gid: null };
  const gid = findGroupId(group);
  if (gid !== null) return { mode: 0o660, gid };
  const remedy = "create the group, or leave socket.group out of agent.yaml";
  throw new FaultError({ code: "BAD_FILE", path: socket, cause: `group ${group} does not exist`, remedy });
}
