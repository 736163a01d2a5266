import { connect } from "node:net";
import { errnoOf } from "../../core/fault.ts";

/** Whether something listens at a socket: `busy` listens, and takes no more at the moment; `closed` covers a missing socket. */
export type Knock = "open" | "busy" | "closed" | "forbidden";

const MEANING: Readonly<Record<string, Knock>> = {
  ENOENT: "closed",
  ECONNREFUSED: "closed",
  ENOTDIR: "closed",
  ENOTSOCK: "closed",
  EAGAIN: "busy", // its backlog is full, as that of a stopped process is after a while
  EACCES: "forbidden",
  EPERM: "forbidden",
};

/** Opens a connection to the unix socket and closes it at once. Costs a millisecond, where a gRPC client costs a hundred. */
export function knock(path: string): Promise<Knock> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve("open");
    });
    socket.once("error", (error) => {
      socket.destroy();
      resolve(MEANING[errnoOf(error)] ?? "closed");
    });
  });
}
