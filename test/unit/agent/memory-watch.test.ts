import { expect, test } from "vitest";
import { watchMemory } from "../../../src/agent/memory-watch.ts";
import type { Sampler } from "../../../src/supervisor/sampler.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

test("looks at once, then in the middle of every 10 s of the wall clock, wherever that is set, until it is ended", async () => {
  const clock = new FakeClock({ wall: new Date("2026-01-01T12:00:02Z") });
  const looks: string[] = [];
  const look = (maxAge: number, detail: string) => looks.push(`${clock.wall().toISOString().slice(14, 19)} ${maxAge} ${detail}`);
  const end = watchMemory({ refresh: look } as unknown as Sampler, clock);
  await clock.advance(23_000);
  expect(looks).toEqual(["00:02 1000 resident", "00:05 1000 resident", "00:15 1000 resident", "00:25 1000 resident"]);
  clock.setWall(new Date("2026-01-01T11:30:01Z"));
  await clock.advance(20_000);
  expect(looks.slice(4)).toEqual(["30:11 1000 resident", "30:15 1000 resident"]);
  end();
  expect(clock.pending).toBe(0);
});
