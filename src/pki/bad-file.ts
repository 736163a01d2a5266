import { errnoOf, FaultError, messageOf } from "../core/fault.ts";

/** A file of certificates or keys that cannot be used. */
export const badFile = (path: string, cause: string, remedy: string): FaultError =>
  new FaultError({ code: "BAD_FILE", path, cause, remedy });

/** What the system says against a file as a fault; anything else as it is. */
export function badFileFor(error: unknown, path: string, remedy: string): unknown {
  if (errnoOf(error) === "") return error;
  return badFile(path, errnoOf(error) === "ENOENT" ? "there is no such file" : messageOf(error), remedy);
}
