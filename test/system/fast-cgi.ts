import { buffer } from "node:stream/consumers";
import { connected } from "./network.ts";

// As much of FastCGI 1.0 as one request needs. https://fastcgi-archives.github.io/FastCGI_Specification.html

const [BEGIN, PARAMS, STDIN, STDOUT] = [1, 4, 5, 6] as const;
const HEADER = 8;

function record(type: number, content: Buffer): Buffer {
  const header = Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 0xff, 0, 0]);
  return Buffer.concat([header, content]);
}

const pair = (name: string, value: string): Buffer =>
  Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)]);

/** Asks a FastCGI responder, and returns what it wrote: headers, an empty line, the body. */
export async function askFastCgi(port: number, query: string): Promise<Buffer> {
  const params = Buffer.concat([pair("QUERY_STRING", query), pair("REQUEST_METHOD", "GET")]);
  const responder = Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]);
  const none = Buffer.alloc(0);
  const socket = await connected(port);
  socket.write(Buffer.concat([record(BEGIN, responder), record(PARAMS, params), record(PARAMS, none), record(STDIN, none)]));
  return outputOf(await buffer(socket));
}

function outputOf(answer: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + HEADER <= answer.length; ) {
    const [type, length, padding] = [answer.readUInt8(at + 1), answer.readUInt16BE(at + 4), answer.readUInt8(at + 6)];
    if (type === STDOUT) parts.push(answer.subarray(at + HEADER, at + HEADER + length));
    at += HEADER + length + padding;
  }
  return Buffer.concat(parts);
}
