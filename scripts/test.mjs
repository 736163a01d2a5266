// Runs the tests that need nothing but Node; arguments go to vitest.
import { runVitest } from "./run-vitest.mjs";

process.exitCode = runVitest(process.argv.slice(2));
