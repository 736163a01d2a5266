import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchText, freePort } from "./network.ts";
import { isAlive } from "./processes.ts";
import { RealHost, until } from "./real-host.ts";

const DRAIN = fileURLToPath(new URL("../../examples/nginx-drain/nginx-drain.sh", import.meta.url));
const NGINX = "/usr/sbin/nginx";
/** How long a back end takes for an answer. */
const SLOW = 120;

/** A server behind nginx. */
class BackEnd {
  readonly port: number;
  served = 0;
  inFlight = 0;
  #server: Server | null = null;

  constructor(port: number) {
    this.port = port;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    this.#server = createServer((_, response) => {
      this.inFlight++;
      setTimeout(() => {
        this.inFlight--;
        this.served++;
        response.end(`${this.address}\n`);
      }, SLOW);
    }).listen(this.port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  /** As a crash does: whatever is in flight is lost. */
  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

describe.skipIf(!existsSync(NGINX))("nginx-drain", () => {
  let host: RealHost;
  let folder: string;
  let port: number;
  let list: string;
  let backEnds: readonly [BackEnd, BackEnd, BackEnd];
  let options: readonly string[];

  beforeAll(async () => {
    host = new RealHost();
    folder = join(host.folder, "nginx");
    mkdirSync(folder);
    port = await freePort();
    backEnds = [new BackEnd(await freePort()), new BackEnd(await freePort()), new BackEnd(await freePort())];
    for (const backEnd of backEnds) await backEnd.open();
    list = join(folder, "upstream.conf");
    const [one, two, three] = backEnds;
    writeFileSync(
      list,
      `# the servers\nserver ${one.address};\n  server ${two.address} weight=1; # the second\nserver ${three.address};\n`,
      {
        mode: 0o640,
      },
    );
    const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
    const upstream = `upstream web { include ${list}; keepalive 8; }`;
    const location =
      'location / { proxy_pass http://web; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_next_upstream off; }';
    const config = [
      "daemon off;",
      `pid ${folder}/pid;`,
      "worker_processes 2;",
      "worker_shutdown_timeout 20s;",
      "events {}",
      `http { access_log off; ${temp.join(" ")} ${upstream} server { listen 127.0.0.1:${port}; ${location} } }`,
    ];
    writeFileSync(join(folder, "nginx.conf"), config.join("\n"));
    const command = [NGINX, "-p", `${folder}/`, "-e", "stderr", "-c", `${folder}/nginx.conf`];
    host.spawn(NGINX, command.slice(1)).stderr.resume();
    await until("nginx", () =>
      fetchText(port, "/").then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    options = ["--file", list, "--pid", `${folder}/pid`, "--nginx", command.join(" "), "--wait", "30"];
  });

  afterAll(async () => {
    for (const backEnd of backEnds) backEnd.close();
    await host[Symbol.asyncDispose]();
  });

  const drain = (action: string, server: string, env: Readonly<Record<string, string>> = {}) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(
        DRAIN,
        [action, server, ...options],
        { env: { PATH: process.env.PATH, ...env }, timeout: 60_000 },
        (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
        },
      );
    });

  /** Requests without a pause, eight at once, until it is told to end; then what came back. */
  function load() {
    const answers = new Map<string, number>();
    let going = true;
    const worker = async () => {
      while (going) {
        const answer = await fetchText(port, "/").then(({ status, body }) => `${status} ${body.trim()}`, String);
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      }
    };
    const workers = Array.from({ length: 8 }, worker);
    return async () => {
      going = false;
      await Promise.all(workers);
      return answers;
    };
  }

  test("a server is taken out, replaced and put back under load, and no request fails", async () => {
    const end = load();
    const [one] = backEnds;
    for (let round = 1; round <= 3; round++) {
      await until("requests", () => one.inFlight > 0);
      expect(await drain("drain", one.address)).toEqual({ code: 0, stdout: `${one.address} is out\n`, stderr: "" });
      const { served, inFlight } = one;
      expect(inFlight).toBe(0);
      one.close();
      await sleep(500);
      expect(one.served).toBe(served);
      await one.open();
      expect(await drain("add", one.address)).toEqual({ code: 0, stdout: `${one.address} is in\n`, stderr: "" });
      await until("requests again", () => one.served > served);
    }
    const answers = await end();
    expect([...answers.keys()].sort()).toEqual(backEnds.map(({ address }) => `200 ${address}`).sort());
  });

  test("two at once, and each of it twice; the last one stays", async () => {
    const end = load();
    const [one, two, three] = backEnds;
    const before = readFileSync(list, "utf8");
    const both = await Promise.all([one, two, one].map(({ address }) => drain("drain", address)));
    expect(both.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect([one.inFlight, two.inFlight]).toEqual([0, 0]);
    one.close();
    two.close();
    expect(readFileSync(list, "utf8")).toBe(
      `# the servers\nserver ${one.address} down;\n  server ${two.address} weight=1 down; # the second\nserver ${three.address};\n`,
    );
    expect(await drain("drain", three.address)).toMatchObject({
      code: 1,
      stderr: `${three.address} is the last one in ${list}; without it nobody would answer\n`,
    });
    await one.open();
    await two.open();
    const added = await Promise.all([two, one, two].map(({ address }) => drain("add", address)));
    expect(added.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(readFileSync(list, "utf8")).toBe(before);
    expect(statSync(list).mode & 0o777).toBe(0o640);
    const answers = await end();
    expect([...answers.keys()].every((answer) => answer.startsWith("200 "))).toBe(true);
  });

  test("after a stop it stays out", async () => {
    const [one] = backEnds;
    expect(await drain("drain", one.address)).toMatchObject({ code: 0 });
    expect(await drain("add", one.address, { IMAGESERVING_KIND: "stop" })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("stays out"),
    });
    expect(readFileSync(list, "utf8")).toContain(`server ${one.address} down;`);
    expect(await drain("add", one.address)).toMatchObject({ code: 0 });
  });

  test("what is wrong is said, and nothing is changed", async () => {
    const before = readFileSync(list, "utf8");
    const names = backEnds.map(({ address }) => address).join(", ");
    expect(await drain("drain", "elsewhere:1")).toMatchObject({
      code: 1,
      stderr: `${list} has no server elsewhere:1; it has: ${names}\n`,
    });
    expect(await drain("dry", "a:1")).toMatchObject({ code: 2, stderr: expect.stringContaining("usage: ") });
    writeFileSync(list, `${before}nonsense;\n`);
    expect(await drain("drain", backEnds[0].address)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("unknown directive"),
    });
    expect(readFileSync(list, "utf8")).toBe(`${before}nonsense;\n`);
    writeFileSync(list, before);
  });

  test("without nginx it fails, and one that is killed leaves no lock behind", async () => {
    const master = Number(readFileSync(join(folder, "pid"), "utf8"));
    process.kill(master, "SIGSTOP"); // it reads nothing anew
    const child = execFile(DRAIN, ["drain", backEnds[0].address, ...options], () => {});
    await until("its change", () => readFileSync(list, "utf8").includes("down"));
    await sleep(200);
    child.kill("SIGKILL");
    process.kill(master, "SIGCONT");
    expect(await drain("add", backEnds[0].address)).toMatchObject({ code: 0 });
    process.kill(master, "SIGTERM");
    await until("the end of nginx", () => !isAlive(master));
    expect(await drain("drain", backEnds[0].address)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("nginx is not running"),
    });
  });
});
