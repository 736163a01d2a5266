import type { Role } from "../core/identity.ts";

const SUPERVISOR = "/imageserving.v1.Supervisor";
const HEALTH = "/grpc.health.v1.Health";

/** The least role for each method, by its path. */
const LEAST_ROLE: Readonly<Record<string, Role>> = {
  [`${SUPERVISOR}/Status`]: "viewer",
  [`${SUPERVISOR}/Watch`]: "viewer",
  [`${SUPERVISOR}/Logs`]: "viewer",
  [`${SUPERVISOR}/GetOperation`]: "viewer",
  [`${SUPERVISOR}/GetLease`]: "viewer",
  [`${SUPERVISOR}/Events`]: "viewer",
  [`${SUPERVISOR}/Usages`]: "viewer",
  [`${SUPERVISOR}/Diagnose`]: "viewer",
  [`${SUPERVISOR}/GetConfiguration`]: "operator",
  [`${SUPERVISOR}/TestNotifications`]: "operator",
  [`${SUPERVISOR}/Start`]: "operator",
  [`${SUPERVISOR}/Stop`]: "operator",
  [`${SUPERVISOR}/Restart`]: "operator",
  [`${SUPERVISOR}/CancelOperation`]: "operator",
  [`${SUPERVISOR}/AcquireLease`]: "operator",
  [`${SUPERVISOR}/RenewLease`]: "operator",
  [`${SUPERVISOR}/ReleaseLease`]: "operator",
  [`${SUPERVISOR}/BreakLease`]: "operator",
  [`${HEALTH}/Check`]: "viewer",
  [`${HEALTH}/List`]: "viewer",
  [`${HEALTH}/Watch`]: "viewer",
  "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo": "viewer",
  "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": "viewer",
};

/** The least role that a caller of this method needs, by its path (`/package.Service/Method`). What the table does not have needs `admin`. */
export const leastRole = (path: string): Role => (Object.hasOwn(LEAST_ROLE, path) ? (LEAST_ROLE[path] as Role) : "admin");

/** Every method that the table has, with its role, for documentation. */
export const METHOD_ROLES = Object.entries(LEAST_ROLE);
