import { ReflectionService } from "@grpc/reflection";
import { HealthImplementation } from "grpc-health-check";
import type { HealthBoard } from "./health-board.ts";
import { parseProto } from "./parse-proto.ts";
import type { AddTo } from "./rpc-door.ts";

/**
 * Serves, beside the contract, what tools expect of every server: `grpc.health.v1` (https://grpc.io/docs/guides/health-checking/),
 * with an entry for each component and `""` for the agent, and `grpc.reflection`, so that grpcurl and the like need no file.
 * Loaded for networks alone: making them takes longer than the rest of a small agent.
 */
export function addForeignServices(to: AddTo, board: HealthBoard): void {
  const health = new HealthImplementation();
  board.tell((component, serving) => health.setStatus(component, serving ? "SERVING" : "NOT_SERVING"));
  health.addToServer(to as never); // it asks for a whole server and uses this of it
  new ReflectionService(parseProto()).addToServer(to as never);
}
