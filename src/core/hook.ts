import type { Ms } from "./duration.ts";

/** How a hook may be asked over HTTP. GET and DELETE have no body. */
export const HOOK_METHODS = ["POST", "PUT", "PATCH", "GET", "DELETE"] as const;
export type HookMethod = (typeof HOOK_METHODS)[number];

/** Something that is done around each host of a rollout. `%h` in an argument or in the URL stands for the name of the host. */
export type Hook = {
  /** How long it may take before it is ended and has failed. */
  readonly timeout: Ms;
} & (
  | {
      readonly kind: "command";
      /** A program without a slash is looked up in the PATH, one with a slash is absolute. */
      readonly command: readonly [string, ...string[]];
      /** In which it runs, absolute. */
      readonly folder: string;
    }
  | {
      readonly kind: "http";
      readonly url: string;
      readonly method: HookMethod;
      /** What the answer must have; null: any from 200 to 299. */
      readonly status: number | null;
    }
);

/** The hooks of a host; null: none. */
export interface Hooks {
  /** Before anything is sent to the host. */
  readonly before: Hook | null;
  /** When it has stayed ready for long enough. */
  readonly after: Hook | null;
  /** When it failed, or nobody knows whether it did. */
  readonly onFailure: Hook | null;
}
