// The least that a gRPC server over mutual TLS with grpc-js can be: it answers every Status with the same bytes.
// minimal-server.mjs PORT CERT KEY CA ANSWER [message]; ANSWER is a file. With `message` it makes the bytes anew from an object for
// each call, as a server does that answers with what it knows.
import { readFileSync } from "node:fs";
import { type handleUnaryCall, Server, ServerCredentials } from "@grpc/grpc-js";

const [port = "0", cert = "", key = "", ca = "", answer = "", how = ""] = process.argv.slice(2);
const bytes = readFileSync(answer);
const asIs = (value: Buffer) => value;
const path = "/imageserving.v1.Supervisor/Status";
const method = { path, requestStream: false, responseStream: false } as const;

async function contract() {
  if (how !== "message")
    return { ...method, requestSerialize: asIs, requestDeserialize: asIs, responseSerialize: asIs, responseDeserialize: asIs };
  const { loadSync } = await import("@grpc/proto-loader");
  const options = { longs: Number, enums: String, defaults: true, oneofs: true, includeDirs: [`${process.cwd()}/proto`] };
  const service = loadSync("imageserving/v1/supervisor.proto", options)["imageserving.v1.Supervisor"];
  const status = (service as unknown as Record<string, typeof method> | undefined)?.["Status"];
  if (status === undefined) throw new Error("the contract has no Status");
  return status as typeof method & { responseDeserialize(bytes: Buffer): unknown };
}

const status = await contract();
const constant = (status as { responseDeserialize(bytes: Buffer): unknown }).responseDeserialize(bytes);
const handle: handleUnaryCall<unknown, unknown> = (_, callback) => callback(null, constant);
const server = new Server();
server.addService({ Status: status as never }, { Status: handle as never });
const pair = { private_key: readFileSync(key), cert_chain: readFileSync(cert) };
server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createSsl(readFileSync(ca), [pair], true), (error, bound) => {
  if (error !== null) throw error;
  console.log(`listening ${bound}`);
});
