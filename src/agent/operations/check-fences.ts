import { FaultError } from "../../core/fault.ts";
import type { ComponentName } from "../../core/names.ts";
import type { OperateConditions } from "../../core/operate-conditions.ts";
import type { ServerSupervisor } from "../../supervisor/server-supervisor.ts";

/** Throws MOVED_ON where the configuration in use, or a component, is another than the plan knew; UNKNOWN_COMPONENT where it is gone. */
export function checkFences(
  { fences, configHash }: OperateConditions,
  supervisor: Pick<ServerSupervisor, "actor">,
  inUse: string,
): void {
  if (configHash !== "" && configHash !== inUse) throw movedOn("", inUse, configHash);
  for (const { component, generation: planned } of fences) {
    const { generation } = supervisor.actor(component as ComponentName);
    if (generation !== planned) throw movedOn(component, String(generation), String(planned));
  }
}

const movedOn = (component: string, actual: string, planned: string): FaultError =>
  new FaultError({ code: "MOVED_ON", component, actual, planned });
