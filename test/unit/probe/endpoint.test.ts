import { expect, test } from "vitest";
import { connectFailure } from "../../../src/supervisor/probe/connect-failure.ts";
import { endpointOf, showEndpoint } from "../../../src/supervisor/probe/endpoint.ts";

const TIMEOUT = { timeout: 5_000 };

test.each([
  ["http://127.0.0.1:8080/is/image", "127.0.0.1:8080"],
  ["http://localhost/", "localhost:80"],
  ["http://ps:80/", "ps:80"],
  ["https://[::1]/", "[::1]:443"],
  ["http://[::1]:8080/", "[::1]:8080"],
])("%s goes to %s", TIMEOUT, (url, where) => {
  expect(showEndpoint(endpointOf({ kind: "http", url, status: 200, body: null }))).toBe(where);
});

test("a tcp probe goes where it says", TIMEOUT, () => {
  expect(endpointOf({ kind: "tcp", host: "[::1]", port: 27345 })).toEqual({ host: "::1", port: 27345 });
});

test.each([
  ["ECONNREFUSED", "refused"],
  ["EHOSTUNREACH", "no route to the host"],
  ["ETIMEDOUT", "no answer, the kernel gave up"],
  ["EMFILE", "too many open files in the agent"],
  ["EWHATEVER", "connect EWHATEVER"],
])("%s is said in words: %s", TIMEOUT, (code, words) => {
  const error = Object.assign(new Error(`connect ${code}`), { code });
  expect(connectFailure({ host: "127.0.0.1", port: 27345 }, error)).toBe(`connect 127.0.0.1:27345: ${words}`);
});

test("an error without words is said by its code", TIMEOUT, () => {
  const error = Object.assign(new Error(""), { code: "EODD" });
  expect(connectFailure({ host: "::1", port: 1 }, error)).toBe("connect [::1]:1: EODD");
});
