// Listens as its first argument says (JSON for net.Server.listen), prints the port, and never answers.
// It ends with whoever started it, and gives up after a minute in any case.
import { createServer } from "node:net";

const server = createServer((socket) => socket.on("error", () => {}));
server.listen({ port: 0, host: "127.0.0.1", ...JSON.parse(process.argv[2] ?? "{}") }, () => {
  console.log(server.address().port);
});
process.stdin.resume().on("end", () => process.exit());
setTimeout(() => process.exit(), 60_000);
