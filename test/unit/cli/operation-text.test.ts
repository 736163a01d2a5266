import { expect, test } from "vitest";
import { answered, type HostAnswer } from "../../../src/cli/host-answer.ts";
import { failureText, interruptedText, operationText } from "../../../src/cli/render/operation-text.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import type { Operation } from "../../../src/core/operation.ts";
import { name, operation, outcome } from "./samples.ts";

const plain = paintWhere(false);
const answer = (changed: Partial<Operation>): readonly HostAnswer<Operation>[] => [answered("node3", operation(changed))];
const shown = (changed: Partial<Operation>) => operationText(answer(changed), plain).split("\n");

test("each component with what was done to it, then the whole", () => {
  const components = [
    outcome("is", { action: "restarted", previousPid: 812, pid: 913 }),
    outcome("svg", { action: "started", pid: 44, durationMs: 240 }),
    outcome("ps", { action: "unchanged", previousPid: 7, pid: 7 }),
  ];
  expect(shown({ kind: "restart", components })).toEqual([
    "is   restarted  pid 812 → 913  in 1.2s",
    "svg  started    pid 44         in 240ms",
    "ps   unchanged  pid 7",
    "Server Supervisor: restarted in 4.1s",
  ]);
});

test.each([
  [
    "start where all runs",
    { message: "already running", components: [outcome("is", { action: "unchanged" })] },
    "Server Supervisor: already running",
  ],
  [
    "start of one that runs",
    { message: "already running", requested: [name("is")], components: [outcome("is", { action: "unchanged" })] },
    "is: already running",
  ],
  ["start", { message: "started", components: [outcome("is")] }, "Server Supervisor: started in 4.1s"],
  ["start, of which the agent says nothing", { components: [outcome("is")] }, "Server Supervisor: started in 4.1s"],
  [
    "stop of some",
    { kind: "stop", message: "stopped", requested: [name("is"), name("ps")], components: [outcome("is", { action: "stopped" })] },
    "is, ps: stopped in 4.1s",
  ],
  ["stop where nothing runs", { kind: "stop", message: "Server Supervisor is not running" }, "Server Supervisor is not running"],
  [
    "stop where nothing runs, of which the agent says nothing",
    { kind: "stop", components: [outcome("is", { action: "unchanged" })] },
    "Server Supervisor is not running",
  ],
  [
    "restart where nothing ran",
    { kind: "restart", message: "Server Supervisor was not running; started", components: [outcome("is")] },
    "Server Supervisor was not running; started in 4.1s",
  ],
] satisfies readonly (readonly [string, Partial<Operation>, string])[])("%s", (_, changed, last) => {
  expect(shown(changed).at(-1)).toBe(last);
});

test("a failure tells why, the end of the log, and where the rest is; nothing of it goes with the result", () => {
  const components = [
    outcome("is"),
    outcome("ps", {
      action: "failed",
      pid: 914,
      error: "not ready within 180s",
      logTail: ["SEVERE: no licence\x1b[2J", "\tat Foo"],
    }),
  ];
  const failed = { result: "failed", components, message: "1 of 2 components is not ready" } as const;
  expect(shown(failed)).toEqual(["is  started  pid 913  in 1.2s", "ps  failed   pid 914  in 1.2s"]);
  expect(failureText(answer(failed), plain).split("\n")).toEqual([
    "ps failed: not ready within 180s",
    "  the last lines of its log:",
    "    SEVERE: no licence\\x1b[2J",
    "    \tat Foo",
    "  log: /var/log/imageserving/ps.log",
    "start failed: ps",
  ]);
  expect(failureText(answer({ components: [outcome("is")] }), plain)).toBe("");
});

test("a cancelled operation says by whom", () => {
  expect(failureText(answer({ kind: "restart", result: "cancelled", message: "stopped by bob" }), plain)).toBe(
    "restart cancelled: stopped by bob",
  );
});

test("after Ctrl-C it says that the operation goes on, and how to look", () => {
  expect(interruptedText("start", operation())).toBe(
    "Interrupted: the start goes on on the agent (operation op-1). How it stands: ImageServing status",
  );
  expect(interruptedText("stop", null)).toContain("whether the agent has begun the stop is not known");
  expect(operationText(answer({ result: "running" }), plain) + failureText(answer({ result: "running" }), plain)).toBe("");
});
