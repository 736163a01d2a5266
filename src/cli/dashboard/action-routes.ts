import { Hono } from "hono";
import { FaultError } from "../../core/fault.ts";
import type { CarriedOut, PlanAnswer, PlanWish } from "../../web/protocol.ts";
import type { DashboardEnv } from "./dashboard-env.ts";
import { readPlanWish } from "./read-plan-wish.ts";
import { refused } from "./refusal.ts";
import { sendJson } from "./send-json.ts";

/** How something is planned, and carried out. */
export interface Planning {
  plan(wish: PlanWish, signal: AbortSignal): Promise<PlanAnswer>;
  carryOut(token: string): Promise<CarriedOut>;
}

const WHY = "this dashboard only looks: it was started without --allow-actions";

/** Start, stop, restart: first a plan, then the same plan by its token. Without `planning` there is nothing to call. */
export function actionRoutes(planning: Planning | null): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  if (planning === null) {
    app.post("*", (c) => c.json(refused("PERMISSION_DENIED", WHY), 403));
    return app;
  }
  app.post("/plans", async (c) => {
    const raw: unknown = await c.req.json().catch(() => {
      throw new FaultError({ code: "INVALID_REQUEST", problem: "the body is no JSON" });
    });
    return sendJson(c, await planning.plan(readPlanWish(raw), c.req.raw.signal));
  });
  app.post("/plans/:token/carry-out", async (c) => c.json(await planning.carryOut(c.req.param("token"))));
  return app;
}
