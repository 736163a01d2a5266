// Writes the documents that are made from the code. With --check it only compares, and exits 1 where one differs.
import { configuration } from "./docs/configuration.mjs";
import { doctor } from "./docs/doctor.mjs";
import { errors } from "./docs/errors.mjs";
import { keep } from "./docs/from-sources.mjs";
import { lifecycle } from "./docs/lifecycle.mjs";
import { keepManPages } from "./docs/man.mjs";

const check = process.argv.includes("--check");
const documents = { "configuration.md": configuration, "doctor.md": doctor, "errors.md": errors, "lifecycle.md": lifecycle };
for (const [name, make] of Object.entries(documents)) {
  if (!(await keep(name, await make(), check))) process.exitCode = 1;
}
if (!(await keepManPages(check))) process.exitCode = 1;
