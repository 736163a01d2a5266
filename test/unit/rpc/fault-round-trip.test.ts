import { Metadata, type StatusObject, status } from "@grpc/grpc-js";
import fc, { type Arbitrary } from "fast-check";
import { describe, expect, test } from "vitest";
import { ms } from "../../../src/core/duration.ts";
import { FAULT_CODES, type Fault, type FaultCode, FaultError, type FaultOf, faultMessage } from "../../../src/core/fault.ts";
import { GRPC_CODE, grpcCodeName } from "../../../src/rpc/fault-code.ts";
import { faultFromStatus } from "../../../src/rpc/fault-from-status.ts";
import { DETAILS_KEY, DOMAIN, ERROR_INFO_URL, statusFromError } from "../../../src/rpc/fault-to-status.ts";
import { protoTypes } from "../../../src/rpc/proto.ts";

const ASKED = { target: "node3:9910", afterMs: ms(1500) };
const word = fc.string({ unit: "grapheme", maxLength: 20 });
const count = fc.nat();

const FIELDS: { readonly [C in FaultCode]: Arbitrary<Omit<FaultOf<C>, "code">> } = {
  UNKNOWN_COMPONENT: fc.record({ names: fc.array(word, { maxLength: 5 }), known: fc.array(word, { maxLength: 5 }) }),
  SUPERVISOR_NOT_RUNNING: fc.constant({}),
  SUPERVISOR_DEAD: fc.record({ unattended: fc.array(fc.record({ name: word, pid: count }), { maxLength: 5 }) }),
  OPERATION_CONFLICT: fc.record({ id: word, what: word, by: word, since: word }),
  OPERATION_ID_REUSED: fc.record({ id: word, was: word }),
  OPERATION_NOT_FOUND: fc.record({ id: word }),
  INVALID_REQUEST: fc.record({ problem: word }),
  INVALID_CONFIG: fc.record({
    problems: fc.array(fc.record({ file: word, line: fc.option(count), column: fc.option(count), message: word }), {
      maxLength: 5,
    }),
  }),
  NOT_CONFIGURED: fc.record({ file: word }),
  WRONG_HOST: fc.record({ expected: word, actual: word }),
  MOVED_ON: fc.record({ component: word, actual: word, planned: word }),
  LEASE_HELD: fc.record({ id: word, by: word, reason: word, since: word, expiresInMs: count }),
  LEASE_NOT_HELD: fc.record({ id: word }),
  PERMISSION_DENIED: fc.record({ what: word, who: word }),
  SHUTTING_DOWN: fc.constant({}),
  NOT_DURABLE: fc.record({ path: word, cause: word }),
  TIMED_OUT: fc.record({ doing: word, afterMs: count }),
  CANCELLED: fc.record({ why: word }),
  AGENT_RUNNING: fc.record({ pid: count, home: word }),
  UNREACHABLE: fc.record({ target: word, cause: word }),
  NOT_RESPONDING: fc.record({ target: word, pid: fc.option(count), afterMs: count }),
  AGENT_ERROR: fc.record({ cause: word }),
  AGENT_START_FAILED: fc.record({ cause: word, logFile: word }),
  BAD_FILE: fc.record({ path: word, cause: word, remedy: word }),
  INVALID_SELECTOR: fc.record({ selector: word, column: fc.integer({ min: 1, max: 25 }), problem: word }),
  UNKNOWN_HOST: fc.record({ source: word, missing: fc.array(word, { maxLength: 5 }) }),
  NO_MATCH: fc.record({ source: word, selector: word }),
};

const unreported = (error: unknown) => {
  throw error;
};

/** As gRPC carries it: the message percent-encoded, metadata as headers. */
function carried(sent: StatusObject): StatusObject & { readonly bytes: number } {
  const headers = sent.metadata.toHttp2Headers();
  const metadata = Metadata.fromHttp2Headers(JSON.parse(JSON.stringify(headers)));
  const message = encodeURI(sent.details);
  return { code: sent.code, details: decodeURI(message), metadata, bytes: message.length + JSON.stringify(headers).length };
}

const overWire = (error: FaultError): FaultError => faultFromStatus(carried(statusFromError(error, unreported)), ASKED);

describe("a fault returns as it was, with its message", () => {
  test.each(FAULT_CODES)("%s", { timeout: 20_000 }, (code) => {
    fc.assert(
      fc.property(FIELDS[code] as Arbitrary<object>, (fields) => {
        const error = new FaultError({ code, ...fields } as Fault);
        const returned = overWire(error);
        expect(returned.fault).toEqual(error.fault);
        expect(returned.message).toBe(error.message);
      }),
    );
  });
});

test("a message of its own returns with the fault", () => {
  const error = new FaultError({ code: "NOT_CONFIGURED", file: "/etc/x" }, "write one first");
  expect(overWire(error)).toMatchObject({ message: "write one first", fault: error.fault });
});

test("other languages find ErrorInfo where google.rpc has it", () => {
  const sent = statusFromError(new FaultError({ code: "UNKNOWN_COMPONENT", names: ["foo"], known: ["is", "ps"] }), unreported);
  const { Status, ErrorInfo } = protoTypes().rpc;
  const details = Status.deserialize(sent.metadata.get(DETAILS_KEY)[0] as Buffer);
  expect(sent.code).toBe(status.NOT_FOUND);
  expect(details.code).toBe(status.NOT_FOUND);
  expect(details.details[0]?.type_url).toBe(ERROR_INFO_URL);
  const info = ErrorInfo.deserialize(details.details[0]?.value as Buffer);
  expect(info).toEqual({ reason: "UNKNOWN_COMPONENT", domain: DOMAIN, metadata: { names: '["foo"]', known: '["is","ps"]' } });
});

describe("whatever is told fits into 8 KiB", () => {
  const long = "Zürich — ".repeat(5_000);
  const problem = { file: "/etc/imageserving/agent.yaml", line: 12, column: 5, message: "components.is.ready: unknown field" };
  test.each<[string, Fault]>([
    ["many problems", { code: "INVALID_CONFIG", problems: new Array<typeof problem>(5_000).fill(problem) }],
    ["a few huge problems", { code: "INVALID_CONFIG", problems: [1, 2, 3].map((line) => ({ ...problem, line, message: long })) }],
    ["many names", { code: "UNKNOWN_COMPONENT", names: ["x"], known: new Array<string>(5_000).fill("component") }],
    ["a huge sentence", { code: "INVALID_REQUEST", problem: long }],
    [
      "many processes",
      { code: "SUPERVISOR_DEAD", unattended: new Array<{ name: string; pid: number }>(9_000).fill({ name: "is", pid: 1 }) },
    ],
    ["every field huge", { code: "OPERATION_CONFLICT", id: long, what: long, by: long, since: long }],
    ["halves of characters", { code: "BAD_FILE", path: "\ud800".repeat(4_000), cause: "\udc00", remedy: "" }],
  ])("%s", { timeout: 20_000 }, (_, fault) => {
    const sent = carried(statusFromError(new FaultError(fault), unreported));
    expect(sent.bytes).toBeLessThan(8 * 1024);
    expect(faultFromStatus(sent, ASKED).fault.code).toBe(fault.code);
  });

  test("what was left out of a list is counted", () => {
    const problems = new Array<typeof problem>(500).fill(problem);
    const returned = overWire(new FaultError({ code: "INVALID_CONFIG", problems }));
    const kept = (returned.fault as FaultOf<"INVALID_CONFIG">).problems;
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.at(-1)).toEqual({
      file: problem.file,
      line: null,
      column: null,
      message: `${500 - kept.length + 1} more problems`,
    });
    expect(returned.message).toBe(faultMessage(returned.fault as FaultOf<"INVALID_CONFIG">));
  });

  test("forty problems of a real configuration all arrive", () => {
    const problems = Array.from({ length: 25 }, (_, line) => ({ ...problem, line }));
    expect((overWire(new FaultError({ code: "INVALID_CONFIG", problems })).fault as FaultOf<"INVALID_CONFIG">).problems).toEqual(
      problems,
    );
  });
});

describe("what is no fault of ours", () => {
  test("an unforeseen error is reported, and the caller hears a fixed text", () => {
    const seen: unknown[] = [];
    const error = new TypeError("secret of /root");
    const sent = statusFromError(error, (it) => seen.push(it));
    expect(seen).toEqual([error]);
    expect(sent).toMatchObject({ code: status.INTERNAL, details: "the agent cannot answer: internal error; see its log" });
    expect(JSON.stringify(sent)).not.toContain("secret");
    expect(faultFromStatus(carried(sent), ASKED).fault).toEqual({ code: "AGENT_ERROR", cause: "internal error; see its log" });
  });

  test("things that are no errors are reported as well", () => {
    const seen: unknown[] = [];
    for (const thrown of [undefined, null, "text", 5]) statusFromError(thrown, (it) => seen.push(it));
    expect(seen).toEqual([undefined, null, "text", 5]);
  });

  test("an abort and a time-out are what they are", () => {
    expect(statusFromError(new DOMException("gone", "AbortError"), unreported).code).toBe(status.CANCELLED);
    expect(statusFromError(new DOMException("late", "TimeoutError"), unreported).code).toBe(status.DEADLINE_EXCEEDED);
  });

  const plain = (code: status, details = "said"): StatusObject => ({ code, details, metadata: new Metadata() });

  test.each<[keyof typeof status, FaultCode]>([
    ["UNAVAILABLE", "NOT_RESPONDING"],
    ["CANCELLED", "NOT_RESPONDING"],
    ["INTERNAL", "NOT_RESPONDING"],
    ["UNKNOWN", "NOT_RESPONDING"],
    ["DEADLINE_EXCEEDED", "NOT_RESPONDING"],
    ["OK", "NOT_RESPONDING"],
    ["INVALID_ARGUMENT", "INVALID_REQUEST"],
    ["PERMISSION_DENIED", "PERMISSION_DENIED"],
    ["UNAUTHENTICATED", "PERMISSION_DENIED"],
    ["UNIMPLEMENTED", "AGENT_ERROR"],
    ["RESOURCE_EXHAUSTED", "AGENT_ERROR"],
    ["NOT_FOUND", "AGENT_ERROR"],
    ["FAILED_PRECONDITION", "AGENT_ERROR"],
  ])("a bare %s is %s: it was sent", (name, code) => {
    expect(faultFromStatus(plain(status[name]), ASKED).fault.code).toBe(code);
  });

  test("a code that gRPC does not have is no answer", () => {
    expect(faultFromStatus(plain(99 as status), ASKED).fault.code).toBe("NOT_RESPONDING");
  });

  test("UNREACHABLE is said of a call that was sent where it is certain that nobody read it, and nowhere else", () => {
    const unseen = ["No connection established. Last error: null", "Stream refused by server"];
    for (const details of unseen)
      expect(faultFromStatus(plain(status.UNAVAILABLE, details), ASKED).fault.code).toBe("UNREACHABLE");
    for (const details of ["Connection dropped", "read ECONNRESET", ""]) {
      expect(faultFromStatus(plain(status.UNAVAILABLE, details), ASKED).fault.code).toBe("NOT_RESPONDING");
    }
    expect(faultFromStatus(plain(status.INTERNAL, "Stream refused by server"), ASKED).fault.code).toBe("NOT_RESPONDING");
  });

  test("silence says how long it lasted, a broken answer why it broke", () => {
    expect(faultFromStatus(plain(status.DEADLINE_EXCEEDED), ASKED).message).toBe(
      "not responding: node3:9910 did not answer within 1.5 s",
    );
    expect(faultFromStatus(plain(status.UNAVAILABLE, "Connection dropped"), ASKED).message).toBe(
      "the answer of node3:9910 broke off: Connection dropped",
    );
  });

  const withInfo = (reason: string, domain: string, metadata: Record<string, string>): StatusObject => {
    const { Status, ErrorInfo } = protoTypes().rpc;
    const value = ErrorInfo.serialize({ reason, domain, metadata });
    const sent = plain(status.ABORTED);
    sent.metadata.set(
      DETAILS_KEY,
      Status.serialize({ code: sent.code, message: "", details: [{ type_url: ERROR_INFO_URL, value }] }),
    );
    return sent;
  };

  test.each<[string, StatusObject]>([
    ["another domain", withInfo("SHUTTING_DOWN", "googleapis.com", {})],
    ["a reason of a newer agent", withInfo("ON_HOLIDAY", DOMAIN, {})],
    ["a reason that is a property of every object", withInfo("constructor", DOMAIN, {})],
    ["a missing field", withInfo("WRONG_HOST", DOMAIN, { expected: "a" })],
    ["a field of another kind", withInfo("TIMED_OUT", DOMAIN, { doing: "stop", afterMs: '"soon"' })],
    ["a list of something else", withInfo("UNKNOWN_COMPONENT", DOMAIN, { names: "[1]", known: "[]" })],
    ["a field that is no JSON", withInfo("SUPERVISOR_DEAD", DOMAIN, { unattended: "{" })],
    ["a list with a hole", withInfo("INVALID_CONFIG", DOMAIN, { problems: "[null]" })],
  ])("%s falls back to the gRPC code", (_, sent) =>
    expect(faultFromStatus(sent, ASKED).fault).toEqual({ code: "AGENT_ERROR", cause: "said" }),
  );

  test("details that are no protobuf are passed over", () => {
    const sent = plain(status.ABORTED);
    sent.metadata.set(DETAILS_KEY, Buffer.from([0xff, 0xff, 0xff]));
    expect(faultFromStatus(sent, ASKED).fault.code).toBe("AGENT_ERROR");
  });
});

test("only SHUTTING_DOWN and UNREACHABLE, after which nothing was done, are UNAVAILABLE", () => {
  const unavailable = FAULT_CODES.filter((code) => GRPC_CODE[code] === status.UNAVAILABLE);
  expect(unavailable.sort()).toEqual(["SHUTTING_DOWN", "UNREACHABLE"]);
  expect(grpcCodeName("UNREACHABLE")).toBe("UNAVAILABLE");
});
