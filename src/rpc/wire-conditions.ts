import { parseLeaseId } from "../core/names.ts";
import type { Fence, OperateConditions } from "../core/operate-conditions.ts";
import type { Fence__Output } from "./gen/imageserving/v1/Fence.ts";
import type { OperationRequest, OperationRequest__Output } from "./gen/imageserving/v1/OperationRequest.ts";
import { idFromWire, invalid, REQUEST_LIMITS, short } from "./wire-check.ts";

type WireConditions = "fences" | "expectedConfigHash" | "leaseId";

/** What must hold for an operation, for the wire. */
export const conditionsToWire = ({ fences, configHash, leaseId }: OperateConditions): Pick<OperationRequest, WireConditions> => ({
  fences: fences.map(({ component, generation }) => ({ component, generation })),
  expectedConfigHash: configHash,
  leaseId: leaseId ?? "",
});

/** What must hold for an operation, from outside; null: nothing. Throws INVALID_REQUEST where a field is out of range. */
export function conditionsFromWire(wire: Pick<OperationRequest__Output, WireConditions>): OperateConditions | null {
  const { fences, expectedConfigHash, leaseId } = wire;
  if (fences.length === 0 && expectedConfigHash === "" && leaseId === "") return null;
  if (fences.length > REQUEST_LIMITS.components) {
    throw invalid(`fences: ${fences.length} are more than the ${REQUEST_LIMITS.components} that a request may have`);
  }
  return {
    fences: fences.map(fenceFromWire),
    configHash: short("expected_config_hash", expectedConfigHash, REQUEST_LIMITS.hashChars),
    leaseId: leaseId === "" ? null : idFromWire("lease_id", leaseId, parseLeaseId),
  };
}

function fenceFromWire({ component, generation }: Fence__Output): Fence {
  if (component === "") throw invalid("fences: one names no component");
  if (!Number.isSafeInteger(generation)) throw invalid(`fences: generation ${generation} of ${component} was never given out`);
  return { component: short("fences", component, REQUEST_LIMITS.nameChars), generation };
}
