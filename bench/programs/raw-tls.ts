// The handshakes of mutual TLS alone, with node:tls and one context, for all hosts of an inventory (JSON): what a fan-out over TLS
// costs at the least. raw-tls.mjs FLEET WIDTH; writes how long it took without its own start, in ms.
import { readFileSync } from "node:fs";
import { connect, createSecureContext } from "node:tls";

const [file = "", width = "64"] = process.argv.slice(2);
const { tls, hosts } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly tls: Readonly<Record<"cert" | "key" | "ca", string>>;
  readonly hosts: Readonly<Record<string, { readonly address: string }>>;
};
const secureContext = createSecureContext({
  cert: readFileSync(tls.cert),
  key: readFileSync(tls.key),
  ca: readFileSync(tls.ca),
  minVersion: "TLSv1.3",
});

function shake(address: string): Promise<void> {
  const [host = "", port = ""] = address.split(":");
  return new Promise((resolve, reject) => {
    const options = { host, port: Number(port), secureContext, servername: "agent", ALPNProtocols: ["h2"] };
    // The chain is verified; the name is not looked at, which is what a caller of agents does in its own way.
    const socket = connect({ ...options, checkServerIdentity: () => undefined }, () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}

const began = performance.now();
const waiting = Object.values(hosts).map(({ address }) => address);
const worker = async () => {
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) await shake(address);
};
await Promise.all(Array.from({ length: Number(width) }, worker));
console.log(performance.now() - began);
