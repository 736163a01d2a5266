import type { Context } from "hono";
import { shownJson } from "./shown-json.ts";

/** Answers with a value as the page may show it. */
export const sendJson = (c: Context, value: unknown): Response =>
  c.body(shownJson(value), 200, { "Content-Type": "application/json" });
