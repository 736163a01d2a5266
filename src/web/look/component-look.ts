import type { ComponentCard, HostCard } from "../protocol.ts";

/** What a colour says; each has a shape of its own beside it. */
export type Tone = "ok" | "busy" | "warn" | "bad" | "off" | "stale";
export type Shape = "disc" | "ring" | "half" | "triangle" | "cross" | "square" | "dots" | "diamond";

/** How something is shown: nobody needs to tell colours apart. */
export interface Look {
  readonly tone: Tone;
  readonly shape: Shape;
  readonly word: string;
}

const READY: Look = { tone: "ok", shape: "disc", word: "ready" };

/** How a component stands, at a glance. */
export function componentLook({ state, ready, desired, waitingFor }: ComponentCard): Look {
  switch (state) {
    case "running":
      return ready ? READY : { tone: "warn", shape: "half", word: "not ready" };
    case "starting":
      return { tone: "busy", shape: "ring", word: waitingFor.length > 0 ? "waiting" : "starting" };
    case "stopping":
      return { tone: "busy", shape: "ring", word: "stopping" };
    case "backoff":
      return { tone: "bad", shape: "triangle", word: "backoff" };
    case "failed":
      return { tone: "bad", shape: "cross", word: "failed" };
    case "stopped":
      return desired === "up"
        ? { tone: "warn", shape: "square", word: "stopped" }
        : { tone: "off", shape: "square", word: "stopped" };
  }
}

/** What is asked for first: the worst of a host. */
export type Health = "bad" | "stale" | "warn" | "busy" | "unknown" | "off" | "ok";

/** From the worst to the best. */
export const HEALTHS: readonly Health[] = ["bad", "stale", "warn", "busy", "unknown", "off", "ok"];

/** Those that somebody should look at. */
export const isProblem = (health: Health): boolean => health === "bad" || health === "stale" || health === "warn";

/** How a host stands as a whole. One that is lost is stale, whatever was known of it. */
export function hostHealth({ link, supervisor, components, operations }: HostCard): Health {
  if (link === "lost") return "stale";
  if (supervisor === null) return "unknown";
  if (supervisor.state === "dead") return "bad";
  const tones = components.map((component) => componentLook(component).tone);
  if (tones.includes("bad")) return "bad";
  if (operations.length > 0 || tones.includes("busy")) return "busy";
  if (supervisor.state === "stopped") return "off";
  if (tones.includes("warn")) return "warn";
  return tones.length > 0 && tones.every((tone) => tone === "off") ? "off" : "ok";
}

/** How the health of a host is shown. */
export const HEALTH_LOOKS: Readonly<Record<Health, Look>> = {
  bad: { tone: "bad", shape: "triangle", word: "failing" },
  stale: { tone: "stale", shape: "dots", word: "no answer" },
  warn: { tone: "warn", shape: "half", word: "not ready" },
  busy: { tone: "busy", shape: "ring", word: "changing" },
  unknown: { tone: "stale", shape: "dots", word: "connecting" },
  off: { tone: "off", shape: "square", word: "stopped" },
  ok: READY,
};
