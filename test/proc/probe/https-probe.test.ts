import { execFileSync, spawnSync } from "node:child_process";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ms } from "../../../src/core/duration.ts";
import { attempt } from "../../../src/supervisor/probe/probe.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { RawServer } from "./servers.ts";

const TIMEOUT = { timeout: 5_000 };
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const canFindItself = await lookup(hostname()).then(
  () => true,
  () => false,
);

/** A certificate that nobody but itself vouches for, as a fresh Tomcat has one. */
function selfSigned(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "https-probe-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=tomcat"];
    execFileSync("openssl", ["req", "-x509", ...kind, "-keyout", key, "-out", cert], { stdio: "ignore" });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function trying(host: string, port: number) {
  const options = { timeout: ms(5_000), clock: new FakeClock(), signal: new AbortController().signal };
  const url = `https://${host}:${port}/is/image`;
  return attempt(
    { kind: "http", url, status: 200, body: "imageServer" },
    { ...options, runCommand: () => expect.fail("no command") },
  );
}

describe("an https probe", TIMEOUT, () => {
  test.skipIf(!hasOpenssl)("takes any certificate on this machine, and elsewhere one that can be verified", async () => {
    const server = createServer(selfSigned(), (_request, response) => response.end("imageServer"));
    server.listen(0);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect(await trying("127.0.0.1", port)).toEqual({ ok: true, tookMs: 0 });
    expect(await trying("localhost", port)).toEqual({ ok: true, tookMs: 0 });
    if (canFindItself) {
      const why = `GET https://${hostname()}:${port}/is/image: self-signed certificate`;
      expect(await trying(hostname(), port)).toEqual({ ok: false, why });
    }
    server.close();
    await once(server, "close");
  });

  test("says that what answers does not speak TLS", async () => {
    await using server = await RawServer.open((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    );
    const why = `GET https://127.0.0.1:${server.port}/is/image: the TLS handshake failed (wrong version number)`;
    expect(await trying("127.0.0.1", server.port)).toEqual({ ok: false, why });
  });

  test("says that the connection was closed", async () => {
    await using server = await RawServer.open((socket) => socket.once("data", () => socket.end()));
    const why = `GET https://127.0.0.1:${server.port}/is/image: connection closed without an answer`;
    expect(await trying("127.0.0.1", server.port)).toEqual({ ok: false, why });
  });
});
