// Writes the documents that are made from the code. With --check it only compares, and exits 1 where one differs.
import { configuration } from "./docs/configuration.mjs";
import { errors } from "./docs/errors.mjs";
import { keep } from "./docs/from-sources.mjs";
import { lifecycle } from "./docs/lifecycle.mjs";

const check = process.argv.includes("--check");
const documents = { "configuration.md": configuration, "errors.md": errors, "lifecycle.md": lifecycle };
for (const [name, make] of Object.entries(documents)) {
  if (!(await keep(name, await make(), check))) process.exitCode = 1;
}
