// The plugin that puts compiled messages in the place of src/rpc/contract-definition.ts.
import { join } from "node:path";
import { compileProto } from "./compile-proto.mjs";

/** As src/rpc/parse-proto.ts has them. */
const FILES = ["imageserving/v1/supervisor.proto", "google/rpc/status.proto", "google/rpc/error_details.proto"];
const OPTIONS = { longs: Number, enums: String, defaults: true, oneofs: true };

/** The text of the module: what src/rpc/contract-definition.ts would export. */
export const compiledContract = (root) => compileProto(join(root, "proto"), FILES, OPTIONS);

/** A plugin of esbuild. */
export const withCompiledContract = (root) => ({
  name: "compiled-contract",
  setup(build) {
    build.onLoad({ filter: /[/]src[/]rpc[/]contract-definition[.]ts$/ }, () => ({
      contents: compiledContract(root),
      resolveDir: join(root, "node_modules/@grpc/proto-loader"), // it has protobufjs
    }));
  },
});
