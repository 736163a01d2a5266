import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync, type Options, type PackageDefinition } from "@grpc/proto-loader";
import { FaultError } from "../core/fault.ts";
import type { ProtoGrpcType as DetailTypes } from "./gen/error_details.ts";
import type { ProtoGrpcType as StatusTypes } from "./gen/status.ts";
import type { ProtoGrpcType as SupervisorTypes } from "./gen/supervisor.ts";

const CONTRACT = "imageserving/v1/supervisor.proto";
const FILES = [CONTRACT, "google/rpc/status.proto", "google/rpc/error_details.proto"];

// What scripts/gen-types.mjs tells the generator, or the generated types would lie.
const OPTIONS: Options = { longs: Number, enums: String, defaults: true, oneofs: true };

/** Everything that the proto files define: the services and message types of the contract and of google.rpc. */
export interface ProtoTypes {
  readonly v1: SupervisorTypes["imageserving"]["v1"];
  readonly rpc: StatusTypes["google"]["rpc"] & DetailTypes["google"]["rpc"];
}

let loaded: ProtoTypes | null = null;
let definition: PackageDefinition | null = null;

/** The proto files as descriptors. Throws BAD_FILE as {@link protoTypes} does. */
export function protoDefinition(): PackageDefinition {
  definition ??= loadSync(FILES, { ...OPTIONS, includeDirs: [protoFolder(dirname(fileURLToPath(import.meta.url)))] });
  return definition;
}

/** The proto files, read and parsed at the first call. Throws BAD_FILE where the installation has lost them. */
export function protoTypes(): ProtoTypes {
  if (loaded === null) {
    const types = loadPackageDefinition(protoDefinition()) as unknown as SupervisorTypes & StatusTypes & DetailTypes;
    loaded = { v1: types.imageserving.v1, rpc: types.google.rpc };
  }
  return loaded;
}

/** The `proto` folder of this package: beside `src/` as beside the bundled `dist/`, so it is looked for upwards. */
function protoFolder(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, "proto");
    if (existsSync(join(found, CONTRACT))) return found;
    if (dirname(folder) === folder) {
      throw new FaultError({
        code: "BAD_FILE",
        path: join("proto", CONTRACT),
        cause: `not found above ${from}`,
        remedy: "install ImageServing anew",
      });
    }
  }
}
