import { Refusal } from "./refusal.mjs";

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {number} maxBytes Past it the rest is read and dropped, as a client sees no answer while it is still sending.
 * @returns {Promise<Buffer>}
 */
export async function readBody(request, maxBytes) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  if (bytes > maxBytes) throw new Refusal(413, `the body has ${bytes} bytes, at most ${maxBytes} are taken`);
  return Buffer.concat(chunks);
}
