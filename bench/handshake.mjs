// How long a full mutual TLS 1.3 handshake takes with certificates of either kind of key: alternating runs in one process,
// both ends in it, on loopback. `node bench/handshake.mjs [RUNS] [HANDSHAKES]`; needs openssl(1) to make the certificates.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer } from "node:tls";

const [runs = 11, handshakes = 200] = process.argv.slice(2).map(Number);
const KEYS = { "P-256": "ec -pkeyopt ec_paramgen_curve:P-256", Ed25519: "ed25519" };

const dir = mkdtempSync(join(tmpdir(), "handshake-"));

/** An authority with a certificate for both ends, all with this kind of key. */
function certificates(name, kind) {
  const file = (what) => join(dir, `${name}.${what}`);
  const openssl = (args) => execFileSync("openssl", args.split(" "), { stdio: ["ignore", "ignore", "pipe"] });
  openssl(`req -x509 -newkey ${kind} -nodes -days 2 -subj /CN=ca -keyout ${file("ca.key")} -out ${file("ca.crt")}`);
  openssl(
    `req -x509 -newkey ${kind} -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -CA ${file(
      "ca.crt",
    )} -CAkey ${file("ca.key")} -keyout ${file("key")} -out ${file("crt")}`,
  );
  return { ca: readFileSync(file("ca.crt")), key: readFileSync(file("key")), cert: readFileSync(file("crt")) };
}

async function serve(material) {
  const server = createServer({ ...material, requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.3" }, (socket) => {
    socket.on("error", () => {}).end("x"); // a byte, so that the other end knows that its certificate was taken
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** One handshake, up to the first byte from the other end. No session is resumed: each has a context of its own. */
async function shake(material, port) {
  const socket = connect({ ...material, port, host: "127.0.0.1", servername: "localhost", minVersion: "TLSv1.3" });
  socket.resume();
  await once(socket, "data");
  if (socket.isSessionReused()) throw new Error("a session was resumed");
  socket.destroy();
}

/** By the clock, and of processor time, which other work on the machine disturbs less. */
async function measured({ material, server }) {
  const { port } = server.address();
  const [started, before] = [performance.now(), process.cpuUsage()];
  for (let i = 0; i < handshakes; i++) await shake(material, port);
  const { user, system } = process.cpuUsage(before);
  return { clock: (performance.now() - started) / handshakes, cpu: (user + system) / 1_000 / handshakes };
}

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
const three = (all, unit) =>
  `${median(all).toFixed(3)}${unit} (${Math.min(...all).toFixed(3)} to ${Math.max(...all).toFixed(3)}${unit})`;

try {
  const ends = [];
  for (const [name, kind] of Object.entries(KEYS)) {
    const material = certificates(name, kind);
    ends.push({ name, material, server: await serve(material), times: [] });
  }
  for (const end of ends) await measured(end); // warms up
  for (let run = 0; run < runs; run++) {
    const order = run % 2 === 0 ? ends : ends.toReversed(); // neither is always the first
    for (const end of order) end.times.push(await measured(end));
  }
  console.log(`Node ${process.version}, OpenSSL ${process.versions.openssl}, ${cpus()[0]?.model ?? "?"}`);
  console.log(`${runs} runs of ${handshakes} handshakes each, alternating; median (least to most) per handshake:`);
  for (const by of ["clock", "cpu"]) {
    const [one, other] = ends.map(({ times }) => times.map((time) => time[by]));
    for (const [index, times] of [one, other].entries())
      console.log(`  ${by}  ${ends[index].name.padEnd(8)}${three(times, " ms")}`);
    const ratios = one.map((time, run) => time / other[run]);
    console.log(`  ${by}  ${ends[0].name} / ${ends[1].name}, run by run: ${three(ratios, "")}`);
  }
  for (const { server } of ends) server.close();
} finally {
  rmSync(dir, { recursive: true, force: true });
}
