import { errnoOf, messageOf } from "../../core/fault.ts";
import { type Endpoint, showEndpoint } from "./endpoint.ts";

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  ETIMEDOUT: "no answer, the kernel gave up",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  EADDRNOTAVAIL: "no such address, or no free port of ours to connect from",
  EACCES: "not permitted",
  EPERM: "not permitted",
  EMFILE: "too many open files in the agent",
  ENFILE: "too many open files on this machine",
  ENOTFOUND: "name not known",
  EAI_AGAIN: "the name service does not answer",
};

/** Why a connection did not come about, as one sentence. */
export function connectFailure(endpoint: Endpoint, error: unknown): string {
  return `connect ${showEndpoint(endpoint)}: ${WORDS[errnoOf(error)] ?? (messageOf(error) || errnoOf(error))}`;
}
