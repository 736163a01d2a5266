import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { MessageTypeDefinition, MethodDefinition, PackageDefinition } from "@grpc/proto-loader";
import fc from "fast-check";
import protobuf from "protobufjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseProto } from "../../../src/rpc/parse-proto.ts";

const { compiledContract } = await import(new URL("../../../scripts/build/contract.mjs", import.meta.url).href);

// The build compiles proto/; from source it is parsed. Nobody may be able to tell which of the two he has.

const root = fileURLToPath(new URL("../../..", import.meta.url));
const parsed = parseProto();
let compiled: PackageDefinition;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync("/tmp/is-proto-");
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "contract.mjs"), compiledContract(root));
  compiled = (await import(/* @vite-ignore */ pathToFileURL(join(folder, "contract.mjs")).href)).contractDefinition();
});
afterAll(() => rmSync(folder, { recursive: true }));

type Message = MessageTypeDefinition<object, object>;
const isMessage = (each: object): each is Message => "serialize" in each;
const isEnum = (each: object) => "format" in each && !("serialize" in each);

const messages = Object.keys(parsed).filter((name) => isMessage(parsed[name] as object));
const services = Object.keys(parsed).filter((name) => !("format" in (parsed[name] as object)));

const reflected = new protobuf.Root();
reflected.resolvePath = (_from, file) => (file in protobuf.common ? file : join(root, "proto", file));
reflected.loadSync(["imageserving/v1/supervisor.proto", "google/rpc/status.proto", "google/rpc/error_details.proto"]);
reflected.resolveAll();

const NUMBERS: Record<string, fc.Arbitrary<unknown>> = {
  string: fc.string({ unit: "grapheme" }),
  bool: fc.boolean(),
  bytes: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  double: fc.double(),
  float: fc.float(),
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  int64: fc.maxSafeInteger(),
  uint64: fc.maxSafeNat(),
};

/** Any message of this type, as our code would hand it to gRPC: also with fields left out, null, and of a newer peer. */
function anyOf(type: protobuf.Type, depth: number): fc.Arbitrary<object> {
  const fields = type.fieldsArray.map((field) => {
    const { resolvedType } = field.resolve();
    const value =
      resolvedType instanceof protobuf.Enum
        ? fc.oneof(fc.constantFrom(...Object.keys(resolvedType.values)), fc.integer({ min: 0, max: 200 }))
        : resolvedType instanceof protobuf.Type
          ? anyOf(resolvedType, depth - 1)
          : (NUMBERS[field.type] ?? fc.constant(undefined));
    const many = field.map
      ? fc.dictionary(fc.string(), value, { maxKeys: 3 })
      : field.repeated
        ? fc.array(value, { maxLength: 3 })
        : value;
    return [field.name, depth === 0 && resolvedType instanceof protobuf.Type ? fc.constant(null) : many] as const;
  });
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

const definitionsOf = (name: string) => [parsed[name] as Message, compiled[name] as Message] as const;

describe("compiled messages", () => {
  test("they are all there", () => {
    const known = Object.keys(parsed).filter((name) => !isEnum(parsed[name] as object));
    expect(Object.keys(compiled).sort()).toEqual(known.sort());
    expect(messages.length).toBeGreaterThan(40);
  });

  test.each(messages)("%s: the same bytes, and the same objects of them", (name) => {
    const [theirs, ours] = definitionsOf(name);
    fc.assert(
      fc.property(anyOf(reflected.lookupType(name), 2), (message) => {
        const bytes = theirs.serialize(message);
        expect(ours.serialize(message).equals(bytes)).toBe(true);
        expect(ours.deserialize(bytes)).toStrictEqual(theirs.deserialize(bytes));
      }),
      { numRuns: 40 },
    );
  });

  test.each(messages)("%s: of bytes that are anything they make the same, or both refuse", (name) => {
    const [theirs, ours] = definitionsOf(name);
    const outcome = (definition: Message, bytes: Buffer) => {
      try {
        return definition.deserialize(bytes);
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (any) => {
        expect(outcome(ours, Buffer.from(any))).toStrictEqual(outcome(theirs, Buffer.from(any)));
      }),
      { numRuns: 40 },
    );
  });

  test.each(messages)("%s: what is no message is refused in the same words", (name) => {
    const [theirs, ours] = definitionsOf(name);
    for (const wrong of [[], [1], "text", 7]) {
      const refusal = (definition: Message) => {
        try {
          return definition.serialize(wrong as object).toString("hex");
        } catch (error) {
          return String(error);
        }
      };
      expect(refusal(ours)).toBe(refusal(theirs));
    }
  });
});

describe("compiled services", () => {
  const plain = ({ requestType: _, responseType: __, ...method }: MethodDefinition<object, object>) => JSON.stringify(method);

  test.each(services)("%s: the same methods", (name) => {
    const [theirs, ours] = [parsed[name], compiled[name]] as unknown as Record<string, MethodDefinition<object, object>>[];
    expect(Object.keys(ours ?? {})).toEqual(Object.keys(theirs ?? {}));
    for (const [method, definition] of Object.entries(theirs ?? {})) {
      const own = ours?.[method] as MethodDefinition<object, object>;
      expect(JSON.parse(plain(own))).toEqual(JSON.parse(plain(definition)));
      const bytes = definition.requestSerialize({});
      expect(own.requestSerialize({}).equals(bytes)).toBe(true);
      expect(own.requestDeserialize(bytes)).toStrictEqual(definition.requestDeserialize(bytes));
      expect(own.responseDeserialize(bytes)).toStrictEqual(definition.responseDeserialize(bytes));
    }
  });
});
