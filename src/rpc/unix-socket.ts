import { once } from "node:events";
import { chmod, chown, lstat, unlink } from "node:fs/promises";
import { connect, type Server } from "node:net";
import { errnoOf, FaultError, messageOf } from "../core/fault.ts";

/** The longest path that a socket address holds (`sun_path` of unix(7), without the final zero), in bytes. */
export const MAX_SOCKET_PATH_BYTES = 107;

/** Who may use a socket. */
export interface SocketAccess {
  /** As 0o600 or 0o660. */
  readonly mode: number;
  /** The id of the group that the mode's group bits are for; null: as the process's. */
  readonly gid: number | null;
}

/** Throws BAD_FILE for a path that a socket address cannot hold: the kernel would cut it without a word. */
export function checkSocketPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= MAX_SOCKET_PATH_BYTES) return;
  throw badSocket(
    path,
    `its ${bytes} bytes are more than the ${MAX_SOCKET_PATH_BYTES} that the path of a socket may have`,
    "choose a shorter home (--home)",
  );
}

/**
 * Listens on a socket file that nobody but those of `access` could use at any moment. A socket that a dead process
 * left behind is replaced: the caller must hold the lock that makes it the only one to own this path.
 */
export async function listenOnSocket(server: Server, path: string, access: SocketAccess): Promise<void> {
  checkSocketPath(path);
  await removeStaleSocket(path);
  try {
    bindPrivately(server, path);
    await once(server, "listening");
    if (access.gid !== null) await chown(path, -1, access.gid);
    await chmod(path, access.mode); // last, and only ever wider: until now it was the owner's alone
  } catch (error) {
    server.close();
    throw badSocket(path, `cannot listen: ${messageOf(error)}`, "check that its folder exists and is yours");
  }
}

/** The bind happens inside `listen`, so that the mask holds for this one file and for no other. */
function bindPrivately(server: Server, path: string): void {
  const before = process.umask(0o177);
  try {
    server.listen({ path });
  } finally {
    process.umask(before);
  }
}

/** Removes a socket file that nobody answers at; throws BAD_FILE where it is no socket, or answers. */
export async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return null;
    throw badSocket(path, messageOf(error), "check that its folder exists and is yours");
  });
  if (found === null) return;
  if (!found.isSocket())
    throw badSocket(path, "it is in the way and is not a socket", "remove it or choose another home (--home)");
  if (await answers(path)) throw badSocket(path, "another process listens there", "stop it or choose another home (--home)");
  await unlink(path).catch((error: unknown) => {
    throw badSocket(path, `a socket that a dead process left cannot be removed: ${messageOf(error)}`, "remove it");
  });
}

/** Whether anything listens there. Only a refused connection says that the socket's process has gone: a busy one says EAGAIN. */
async function answers(path: string): Promise<boolean> {
  const socket = connect({ path });
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    return !["ECONNREFUSED", "ENOENT"].includes(errnoOf(error));
  } finally {
    socket.destroy();
  }
}

const badSocket = (path: string, cause: string, remedy: string): FaultError =>
  new FaultError({ code: "BAD_FILE", path, cause, remedy });
