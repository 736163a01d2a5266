import { ReflectionService } from "@grpc/reflection";
import { protoDefinition } from "./proto.ts";
import type { AddTo } from "./rpc-door.ts";

/** Serves `grpc.reflection`, so that grpcurl and the like know the contract without its file. */
export function addReflection(server: AddTo): void {
  new ReflectionService(protoDefinition()).addToServer(server as never); // it asks for a whole server and uses this of it
}
