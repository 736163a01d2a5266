import { expect, test } from "vitest";
import { listenerCheck } from "../../../src/supervisor/probe/listener-check.ts";
import { FakeHost } from "./fake-host.ts";

const TIMEOUT = { timeout: 5_000 };
const AT = { host: "127.0.0.1", port: 8080 };

function foreignHost(): FakeHost {
  const view = new FakeHost();
  view.listeners = [["127.0.0.1:8080", 600]];
  view.processes = new Map([
    [3, {}],
    [7, { name: "nginx", sockets: [600] }],
    [9, {}],
    [11, { sockets: [500] }],
  ]);
  return view;
}

test("names the foreign process that answers", TIMEOUT, async () => {
  const check = listenerCheck(AT, () => new Set([11]), foreignHost());
  expect(await check()).toEqual({
    ok: false,
    why: "127.0.0.1:8080 is answered by another process, nginx (pid 7), not by the component",
  });
});

test("says so where the foreign process cannot be seen", TIMEOUT, async () => {
  const view = foreignHost();
  view.processes.set(7, { sockets: [600], denied: "list" });
  const check = listenerCheck({ ...AT, host: "0.0.0.0" }, async () => new Set([11]), view);
  expect(await check()).toEqual({
    ok: false,
    why: "0.0.0.0:8080 is answered by a process that cannot be seen, not by the component",
  });
});

test("holds for the component's own listener, and where it cannot be told", TIMEOUT, async () => {
  const view = foreignHost();
  expect(await listenerCheck(AT, () => new Set([7]), view)()).toEqual({ ok: true });
  view.processes.set(11, { denied: "list" });
  expect(await listenerCheck(AT, () => new Set([11]), view)()).toEqual({ ok: true });
});

test("does not hold where nothing of the component is left", TIMEOUT, async () => {
  expect(await listenerCheck(AT, () => new Set(), foreignHost())()).toMatchObject({ ok: false });
});

test("asks for the component's processes anew at every check", TIMEOUT, async () => {
  let pids = new Set([11]);
  const check = listenerCheck(AT, () => pids, foreignHost());
  expect((await check()).ok).toBe(false);
  pids = new Set([11, 7]);
  expect((await check()).ok).toBe(true);
});

test("searches through all processes once, as long as the same one holds the socket", TIMEOUT, async () => {
  const view = foreignHost();
  const check = listenerCheck(AT, () => new Set([11]), view);
  await check();
  expect(view.listed).toEqual(["11/fd", "3/fd", "7/fd"]);
  view.listed.length = 0;
  expect(await check()).toMatchObject({ ok: false, why: expect.stringContaining("nginx (pid 7)") });
  expect(view.listed).toEqual(["11/fd", "7/fd"]);
});

test("searches again where the socket has passed to another process, or is another one", TIMEOUT, async () => {
  const view = foreignHost();
  const check = listenerCheck(AT, () => new Set([11]), view);
  await check();
  view.processes.set(7, {});
  view.processes.set(9, { name: "heir", sockets: [600] });
  expect(await check()).toMatchObject({ why: expect.stringContaining("heir (pid 9)") });
  view.listeners = [["127.0.0.1:8080", 700]];
  view.processes.set(3, { name: "other", sockets: [700] });
  expect(await check()).toMatchObject({ why: expect.stringContaining("other (pid 3)") });
});

test("searches again where another socket takes the place of one whose holder could not be seen", TIMEOUT, async () => {
  const view = foreignHost();
  view.processes.delete(7);
  const check = listenerCheck(AT, () => new Set([11]), view);
  await check();
  view.listeners = [["127.0.0.1:8080", 700]];
  view.processes.set(3, { name: "other", sockets: [700] });
  expect(await check()).toMatchObject({ why: expect.stringContaining("other (pid 3)") });
});

test("does not search again for a holder that cannot be seen", TIMEOUT, async () => {
  const view = foreignHost();
  view.processes.delete(7);
  const check = listenerCheck(AT, () => new Set([11]), view);
  await check();
  view.listed.length = 0;
  expect(await check()).toMatchObject({ ok: false, why: expect.stringContaining("cannot be seen") });
  expect(view.listed).toEqual(["11/fd"]);
});
