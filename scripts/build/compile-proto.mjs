// Makes code of proto/, so that no command has to parse it: what proto-loader makes of it at every start, by the same generators of
// protobufjs, once and as text.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.resolve("@grpc/proto-loader")); // these are its own
const protobuf = require("protobufjs");
const converter = require("protobufjs/src/converter.js");
const decoder = require("protobufjs/src/decoder.js");
const encoder = require("protobufjs/src/encoder.js");
const camelCase = require("lodash.camelcase");

const HEAD = `import protobuf from "protobufjs/minimal.js";
const { Reader, Writer, util } = protobuf;
const define = (name, { type, options }) => ({
  format: "Protocol Buffer 3 DescriptorProto",
  serialize: (value) => {
    if (Array.isArray(value)) throw new Error(\`Failed to serialize message: expected object with \${name} structure, got array instead\`);
    return type.encode(type.fromObject(value)).finish();
  },
  deserialize: (bytes) => type.toObject(type.decode(bytes), options),
});
const method = (about, request, response) => ({
  ...about,
  requestSerialize: request.serialize,
  requestDeserialize: request.deserialize,
  responseSerialize: response.serialize,
  responseDeserialize: response.deserialize,
  requestType: request,
  responseType: response,
});
`;

/**
 * The text of a module that exports `contractDefinition()`: a PackageDefinition as proto-loader's, without the descriptors.
 * @param {string} folder that the names of files, and what they import, are found in
 * @param {readonly string[]} files
 * @param {{ longs: "Number", enums: "String" } & Record<string, unknown>} options of proto-loader
 */
export function compileProto(folder, files, options) {
  const root = new protobuf.Root();
  root.resolvePath = (_from, file) => (file in protobuf.common ? file : join(folder, file)); // it has some of Google's itself
  root.loadSync([...files], options);
  root.resolveAll();
  const types = [];
  const services = [];
  collect(root, types, services);
  const idOf = new Map(types.map((type, index) => [type, `T${index}`]));
  const text = [HEAD, `const options = ${optionsText(options)};`];
  for (const type of types) text.push(typeText(type, idOf.get(type)));
  for (const type of types) text.push(`${idOf.get(type)}.types = ${referencesText(type, idOf)};`);
  text.push("export function contractDefinition() {", "const D = {");
  for (const type of types)
    text.push(`${nameText(type)}: define(${JSON.stringify(type.name)}, { type: ${idOf.get(type)}, options }),`);
  text.push("};", "return {", "...D,", ...services.map(serviceText), "};", "}");
  return `${text.join("\n")}\n`;
}

function collect(namespace, types, services) {
  for (const nested of namespace.nestedArray) {
    if (nested instanceof protobuf.Type) types.push(nested);
    if (nested instanceof protobuf.Service) services.push(nested);
    if (nested instanceof protobuf.Namespace) collect(nested, types, services);
  }
}

/** The full name without the dot that protobufjs puts before it. */
const nameOf = ({ fullName }) => fullName.slice(1);
const nameText = (named) => JSON.stringify(nameOf(named));

const optionsText = (options) =>
  `{ ${Object.entries(options)
    .map(([name, value]) => `${name}: ${typeof value === "function" ? value.name : JSON.stringify(value)}`)
    .join(", ")} }`;

/** What the generators of protobufjs write: functions of `this.ctor`, `types`, `util`, `Reader` and `Writer`. */
function typeText(type, id) {
  const own = type.fieldsArray
    .filter((field) => field.map || field.repeated)
    .map((field) => `this${protobuf.util.safeProp(field.name)} = ${field.map ? "{}" : "[]"};`);
  const made = {
    encode: encoder(type),
    decode: decoder(type),
    fromObject: converter.fromObject(type),
    toObject: converter.toObject(type),
  };
  const methods = Object.entries(made).map(([name, code]) => `${name}: ${String(code)},`);
  return [
    `const ${id} = (() => {`,
    "let types;",
    `return { ctor: function ${type.name}() { ${own.join(" ")} },`,
    "set types(made) { types = made; },",
    ...methods,
    "};",
    "})();",
  ].join("\n");
}

/** What the fields of a type are made of, by their index: messages, enums, or nothing of that kind. */
const referencesText = (type, idOf) =>
  `[${type.fieldsArray
    .map(({ resolvedType }) => {
      if (resolvedType instanceof protobuf.Enum) {
        return `{ values: ${JSON.stringify({ ...resolvedType.valuesById, ...resolvedType.values })} }`; // both ways, as protobufjs has it
      }
      return resolvedType === null ? "null" : idOf.get(resolvedType);
    })
    .join(", ")}]`;

const serviceText = (service) =>
  `${nameText(service)}: {\n${service.methodsArray
    .map((method) => {
      const about = {
        path: `/${nameOf(service)}/${method.name}`,
        requestStream: Boolean(method.requestStream),
        responseStream: Boolean(method.responseStream),
        originalName: camelCase(method.name),
        options: {
          deprecated: false,
          idempotency_level: "IDEMPOTENCY_UNKNOWN",
          uninterpreted_option: [],
          ...Object.assign({}, ...(method.parsedOptions ?? [])),
        },
      };
      const [request, response] = [method.resolvedRequestType, method.resolvedResponseType].map((type) => `D[${nameText(type)}]`);
      return `${method.name}: method(${JSON.stringify(about)}, ${request}, ${response}),`;
    })
    .join("\n")}\n},`;
