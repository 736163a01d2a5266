import { X509Certificate } from "node:crypto";
import type { ServerUnaryCall } from "@grpc/grpc-js";
import type { Caller } from "../core/host-service.ts";
import type { Role } from "../core/identity.ts";
import { labelOf } from "./caller-label.ts";
import type { OperationRequest__Output } from "./gen/imageserving/v1/OperationRequest.ts";
import { leastRole } from "./method-roles.ts";

/** What every call has, whatever is sent. */
export type AnyCall = Pick<
  ServerUnaryCall<unknown, unknown>,
  "metadata" | "cancelled" | "getPeer" | "getPath" | "getAuthContext" | "once"
>;

/** What is known of a call before anything is done. */
export interface IncomingCall {
  /** As `Restart`; of other services with their name, as `Health/Check`. */
  readonly method: string;
  /** The least role that may call it. */
  readonly needs: Role;
  /** Address and port; `local` over a unix socket. */
  readonly from: string;
  /** What the caller has shown; null: nothing. */
  readonly certificate: X509Certificate | null;
  /** Who the caller says that it is; nothing proves it. */
  readonly label: string;
  /** What is asked, as far as a request says it; unchecked. */
  readonly about: { readonly operationId?: string; readonly components: readonly string[]; readonly reason: string };
}

/** Finds out who calls. Throws PERMISSION_DENIED for a caller who must not. */
export type Identify = (call: IncomingCall) => Caller;

/** What the call says of itself and its caller. */
export function incomingCall(call: AnyCall, reach: "local" | "network"): IncomingCall {
  const path = call.getPath();
  return {
    method: methodName(path),
    needs: leastRole(path),
    from: reach === "local" ? "local" : call.getPeer(),
    certificate: certificateOf(call),
    label: labelOf(call.metadata),
    about: aboutOf(call),
  };
}

/** `/imageserving.v1.Supervisor/Restart` → `Restart`; `/grpc.health.v1.Health/Check` → `Health/Check`. */
export const methodName = (path: string): string =>
  path.replace(/^.*[./]([^./]+)\/([^/]+)$/, "$1/$2").replace(/^Supervisor\//, "");

/** Requests have been read by now, except those that come as a stream. */
function aboutOf(call: AnyCall): IncomingCall["about"] {
  const { operationId, components, reason } = (call as { readonly request?: Partial<OperationRequest__Output> }).request ?? {};
  return { ...(operationId && { operationId }), components: components ?? [], reason: reason ?? "" };
}

function certificateOf(call: AnyCall): X509Certificate | null {
  const raw = call.getAuthContext().sslPeerCertificate?.raw;
  return raw === undefined ? null : new X509Certificate(raw);
}
