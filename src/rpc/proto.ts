import { loadPackageDefinition } from "@grpc/grpc-js";
import { contractDefinition } from "./contract-definition.ts";
import type { ProtoGrpcType as DetailTypes } from "./gen/error_details.ts";
import type { ProtoGrpcType as StatusTypes } from "./gen/status.ts";
import type { ProtoGrpcType as SupervisorTypes } from "./gen/supervisor.ts";

/** Everything that the proto files define: the services and message types of the contract and of google.rpc. */
export interface ProtoTypes {
  readonly v1: SupervisorTypes["imageserving"]["v1"];
  readonly rpc: StatusTypes["google"]["rpc"] & DetailTypes["google"]["rpc"];
}

let loaded: ProtoTypes | null = null;

/** The types, made at the first call. */
export function protoTypes(): ProtoTypes {
  if (loaded === null) {
    const types = loadPackageDefinition(contractDefinition()) as unknown as SupervisorTypes & StatusTypes & DetailTypes;
    loaded = { v1: types.imageserving.v1, rpc: types.google.rpc };
  }
  return loaded;
}
