import { openFleet } from "../fleet/open-fleet.ts";
import { carryOut } from "./carry-out.ts";

/** What goes on with rollouts; tests have hosts of their own. */
export interface RolloutWorld {
  readonly openFleet: typeof openFleet;
  readonly carryOut: typeof carryOut;
}

/** The hosts that there are. */
export const REAL_WORLD: RolloutWorld = { openFleet, carryOut };
