import { HealthImplementation } from "grpc-health-check";
import type { AddTo } from "./rpc-door.ts";

/** What `grpc.health.v1.Health` tells (https://grpc.io/docs/guides/health-checking/): an entry for each component, and `""` for the agent. */
export class HealthBoard {
  readonly #told = new HealthImplementation({ "": "SERVING" });

  /** Says whether a component does what it is there for; those who watch hear of it. */
  set(component: string, serving: boolean): void {
    this.#told.setStatus(component, serving ? "SERVING" : "NOT_SERVING");
  }

  /** Serves what is told here. */
  addTo(server: AddTo): void {
    this.#told.addToServer(server as never); // it asks for a whole server and uses this of it
  }
}
