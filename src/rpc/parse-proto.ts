import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSync, type Options, type PackageDefinition } from "@grpc/proto-loader";
import { FaultError } from "../core/fault.ts";

const CONTRACT = "imageserving/v1/supervisor.proto";
const FILES = [CONTRACT, "google/rpc/status.proto", "google/rpc/error_details.proto"];

// What scripts/gen-types.mjs tells the generator, or the generated types would lie. scripts/build/contract.mjs has the same.
const OPTIONS: Options = { longs: Number, enums: String, defaults: true, oneofs: true };

let definition: PackageDefinition | null = null;

/** The proto files with their descriptors, read and parsed at the first call. Throws BAD_FILE where the installation has lost them. */
export function parseProto(): PackageDefinition {
  definition ??= loadSync(FILES, { ...OPTIONS, includeDirs: [protoFolder(dirname(fileURLToPath(import.meta.url)))] });
  return definition;
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
