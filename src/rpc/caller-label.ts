import type { Metadata } from "@grpc/grpc-js";

/** The metadata key under which a caller says who it is. Nothing proves it. */
export const CALLER_KEY = "imageserving-caller";

const MAX_CHARS = 100;
const UNREADABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu; // control, direction and line-ending characters would forge a log

/** A caller's name as metadata can carry it, which is ASCII: the rest is percent-encoded. */
export const encodeLabel = (name: string): string => readable(name).replace(/[^ -$&-~]/gu, encodeURIComponent);

/** Who a caller says that it is; "unknown (local)" where it says nothing. */
export function labelOf(metadata: Metadata): string {
  const [label] = metadata.get(CALLER_KEY);
  const name = typeof label === "string" ? readable(decode(label)) : "";
  return name === "" ? "unknown (local)" : name;
}

function readable(name: string): string {
  return Array.from(name.replace(UNREADABLE, "")).slice(0, MAX_CHARS).join("").trim();
}

function decode(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch {
    return label; // a percent sign that stands for itself
  }
}
