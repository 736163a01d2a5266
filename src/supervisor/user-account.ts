import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import type { UserAccount } from "./account.ts";
import { runProgramSync } from "./child-process.ts";

/** Parses one line of passwd(5); null where it is none. */
export function parsePasswdLine(line: string): UserAccount | null {
  const [name, , uid, gid, , home] = line.split(":");
  if (name === undefined || home === undefined || uid === "" || gid === "") return null;
  return { name, uid: Number(uid), gid: Number(gid), home };
}

/** Looks an account up by name: /etc/passwd, then what else the machine knows (LDAP and the like, by getent(1)). */
export function findUser(name: string): UserAccount | null {
  const own = passwdLines().find((line) => line.split(":")[0] === name);
  if (own !== undefined) return parsePasswdLine(own);
  const { code, stdout } = runProgramSync("getent", ["passwd", "--", name]);
  return code === 0 ? parsePasswdLine(stdout.split("\n")[0] ?? "") : null;
}

/** Whether this process may become that user: it is root, or is that user already. */
export function canBecome(user: UserAccount): boolean {
  const uid = process.getuid?.();
  return uid === 0 || uid === user.uid;
}

/** The name that this process runs under; its number where the name is not known. */
export function currentUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown");
  }
}

function passwdLines(): readonly string[] {
  try {
    return readFileSync("/etc/passwd", "utf8").split("\n");
  } catch {
    return [];
  }
}

/** The id of a group by its name (group(5), getent(1)); null where there is none. */
export function findGroupId(name: string): number | null {
  const { code, stdout } = runProgramSync("getent", ["group", "--", name]);
  const gid = stdout.split(":")[2];
  return code === 0 && gid !== undefined ? Number(gid) : null;
}
