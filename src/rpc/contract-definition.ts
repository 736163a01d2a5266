import type { PackageDefinition } from "@grpc/proto-loader";
import { parseProto } from "./parse-proto.ts";

/**
 * The services and messages of the proto files. The build puts code in the place of this file that it makes of proto/ once
 * (scripts/build/compile-proto.mjs), without descriptors; test/unit/rpc/compiled-proto.test.ts compares the two.
 */
export function contractDefinition(): PackageDefinition {
  return parseProto();
}
