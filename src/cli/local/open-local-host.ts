import { randomUUID } from "node:crypto";
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf, FaultError } from "../../core/fault.ts";
import type { OperationId } from "../../core/names.ts";
import { checkSocketPath } from "../../rpc/unix-socket.ts";
import type { Choices } from "../choices.ts";
import { readMachineConfig } from "../machine-config.ts";
import type { Terminal } from "../terminal.ts";
import { knock } from "./knock.ts";
import type { LocalHost } from "./local-host.ts";

/** The host that the command runs on. What a question does not need is not loaded: gRPC only where something listens. */
export function openLocalHost({ paths, home, config }: Choices, terminal: Terminal): LocalHost {
  const { nodePath, packageDir, env, clock, userName, hostName } = terminal;
  return {
    name: hostName,
    userName,
    logDir: paths.logDir,
    agentLog: join(paths.logDir, "ImageServing.log"),
    clock,
    knock: async () => {
      checkSocketPath(paths.socket); // a longer one would be cut, and be another's
      return await knock(paths.socket);
    },
    connect: async (timeout) => {
      const { connectHost } = await import("../../rpc/client.ts");
      return connectHost(
        { kind: "unix", path: paths.socket },
        { connectTimeout: timeout, callTimeout: timeout, callerName: userName, clock },
      );
    },
    lastKnown: async () => {
      await mayRead(paths.stateDir, userName);
      return (await import("../../supervisor/last-known.ts")).readLastKnown(paths);
    },
    readConfig: async () => (await readMachineConfig(paths.agentConfig, terminal)).config,
    startAgent: async (adoptOnly) => {
      const { startBackgroundAgent } = await import("./background-agent.ts");
      return startBackgroundAgent({
        nodePath,
        scriptPath: join(packageDir, "bin/ImageServing"),
        env,
        paths,
        home,
        config,
        adoptOnly,
      });
    },
    newOperationId: () => randomUUID() as string as OperationId,
  };
}

/** A home of somebody else's is refused as its agent's socket would be. */
async function mayRead(stateDir: string, userName: string): Promise<void> {
  const folder = `${stateDir}/.`; // of a file root may not do everything either, but that is another matter
  const why = errnoOf(await access(folder, constants.R_OK | constants.X_OK).catch((error: unknown) => error));
  if (why !== "EACCES" && why !== "EPERM") return;
  const who = `${userName} may not read ${stateDir}; its owner and root may`;
  throw new FaultError({ code: "PERMISSION_DENIED", what: "looking after this home", who });
}
