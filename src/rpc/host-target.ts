import { isIPv6 } from "node:net";
import { resolve } from "node:path";
import { type ChannelCredentials, type ChannelOptions, credentials } from "@grpc/grpc-js";
import type { ChannelSecurity } from "./client-tls.ts";
import { checkSocketPath } from "./unix-socket.ts";

/** Where an agent is to be reached. */
export type HostTarget =
  | { readonly kind: "unix"; readonly path: string }
  /** @param address `host:port`, with an IPv6 address in brackets. */
  | ({ readonly kind: "tcp"; readonly address: string } & ChannelSecurity);

/** `host:port` as a target has it: an IPv6 address in brackets. */
export const tcpAddress = (host: string, port: number): string => (isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`);

/** The target as people read it. */
export const targetName = (target: HostTarget): string => (target.kind === "unix" ? target.path : target.address);

/** What a channel is opened with. */
export interface ChannelPlan {
  readonly uri: string;
  readonly credentials: ChannelCredentials;
  readonly options: ChannelOptions;
}

// A dead or stopped peer is found within 10 s while a call is open. Nothing is sent twice, and nothing is looked up or shared.
const OPTIONS: ChannelOptions = {
  "grpc.keepalive_time_ms": 5_000,
  "grpc.keepalive_timeout_ms": 5_000,
  "grpc.enable_channelz": 0,
  "grpc.enable_retries": 0,
  "grpc.enable_http_proxy": 0,
  "grpc.service_config_disable_resolution": 1,
  "grpc.use_local_subchannel_pool": 1,
  // A closed channel makes the try that it was waiting for all the same, and keeps a connection that comes of it open for
  // good. So it does not wait: the try fails with the one before it, instead of meeting an agent that is up by then.
  "grpc.initial_reconnect_backoff_ms": 1,
  "grpc.max_reconnect_backoff_ms": 1_000,
};

/** How to open a channel to the target. Throws BAD_FILE for a path that no socket can have. */
export function channelPlan(target: HostTarget): ChannelPlan {
  if (target.kind === "tcp") return tcpPlan(target);
  const path = resolve(target.path); // one leading slash: gRPC reads two as the beginning of an authority
  checkSocketPath(path);
  return { uri: `unix:${path}`, credentials: credentials.createInsecure(), options: OPTIONS };
}

function tcpPlan({ address, credentials: channelCredentials, serverName }: HostTarget & { readonly kind: "tcp" }): ChannelPlan {
  const named = serverName === null ? {} : { "grpc.ssl_target_name_override": serverName };
  return { uri: `dns:${address}`, credentials: channelCredentials, options: { ...OPTIONS, ...named } };
}
