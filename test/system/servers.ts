import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./network.ts";
import type { RealHost } from "./real-host.ts";

// The servers of the image-serving profile, as Debian 12 packages them, each on ports of its own.

const WEBAPP = fileURLToPath(new URL("webapp", import.meta.url));

export interface Served<Extra = unknown> {
  readonly port: number;
  readonly spec: Readonly<Record<string, unknown>> & Extra;
}

/** Image Server: iipsrv, which speaks FastCGI on its port. Its images are in `images` under the host's folder. */
export async function imageServer(host: RealHost, over: object = {}): Promise<Served> {
  const port = await freePort();
  const spec = {
    title: "Image Server",
    command: ["/usr/lib/iipimage-server/iipsrv.fcgi", "--bind", `127.0.0.1:${port}`, "--backlog", "1024"],
    env: { FILESYSTEM_PREFIX: `${join(host.folder, "images")}/`, LOGFILE: "/dev/null", MALLOC_ARENA_MAX: "2" },
    ready: { tcp: `127.0.0.1:${port}`, interval: "50ms" },
    stop: { timeout: "10s" },
    ...over,
  };
  return { port, spec };
}

/** SVG server: an SVG goes in on a connection, a PNG comes out. */
export async function svgServer(over: object = {}): Promise<Served<{ readonly command: readonly string[] }>> {
  const port = await freePort();
  const spec = {
    title: "SVG Server",
    command: [
      "/usr/bin/socat",
      `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,fork,max-children=8`,
      "EXEC:/usr/bin/rsvg-convert --format=png",
    ],
    ready: { tcp: `127.0.0.1:${port}`, interval: "50ms", recheck: "1s" },
    stop: { timeout: "10s" },
    ...over,
  };
  return { port, spec };
}

export interface TomcatOptions {
  /** Where the page looks for the Image Server; without it, the page always names one. */
  readonly imageServerPort?: number;
  readonly jvmOptions?: string;
}

/** Platform Server: a Tomcat instance with `test/system/webapp` as its application `/is`. */
export async function platformServer(
  host: RealHost,
  options: TomcatOptions,
  over: object = {},
): Promise<Served & { readonly shutdownPort: number }> {
  const [port, shutdownPort] = [await freePort(), await freePort()];
  const base = join(host.folder, "ps");
  execFileSync("/usr/bin/tomcat10-instance-create", ["-p", String(port), "-c", String(shutdownPort), base], { stdio: "ignore" });
  cpSync(WEBAPP, join(base, "webapps/is"), { recursive: true });
  const lookFor = options.imageServerPort === undefined ? "" : `-Dis.port=${options.imageServerPort}`;
  const spec = {
    title: "Platform Server",
    command: ["/usr/share/tomcat10/bin/catalina.sh", "run"],
    env: {
      CATALINA_BASE: base,
      CATALINA_OPTS: `-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${lookFor} ${options.jvmOptions ?? ""}`,
    },
    ready: { http: `http://127.0.0.1:${port}/is/image`, body: "imageServer", interval: "50ms", recheck: "500ms", timeout: "60s" },
    stop: { timeout: "20s" },
    ...over,
  };
  return { port, shutdownPort, spec };
}

/** nginx as a front end: a master and two workers that share its listening socket. It answers everything with "front". */
export async function front(host: RealHost, { accessLog = false } = {}): Promise<Served> {
  const [port, folder] = [await freePort(), join(host.folder, "front")];
  mkdirSync(folder);
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  const log = accessLog
    ? `log_format numbered "served $uri ${"x".repeat(300)}"; access_log /dev/stdout numbered;`
    : "access_log off;";
  const server = `server { listen 127.0.0.1:${port}; keepalive_requests 1000000; location / { return 200 "front\n"; } }`;
  const lines = [
    "daemon off;",
    `pid ${folder}/pid;`,
    "worker_processes 2;",
    "events {}",
    `http { ${log} ${temp.join(" ")} ${server} }`,
  ];
  writeFileSync(join(folder, "nginx.conf"), lines.join("\n"));
  const command = ["/usr/sbin/nginx", "-p", `${folder}/`, "-e", "stderr", "-c", `${folder}/nginx.conf`];
  const ready = { http: `http://127.0.0.1:${port}/`, body: "front", interval: "50ms" };
  return { port, spec: { command, ready, stop: { timeout: "10s" } } };
}
