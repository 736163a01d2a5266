/** What the demonstration needs to know to be written down. */
export interface DemoProfile {
  /** The node executable, absolute. */
  readonly node: string;
  /** Folder of the programs `is.mjs`, `svg.mjs` and `ps.mjs`, absolute. */
  readonly stack: string;
  /** A free port of this machine for each of them. */
  readonly ports: { readonly is: number; readonly svg: number; readonly ps: number };
}

/** An `agent.yaml` that runs a small Image Serving on this machine: three programs that come along, on loopback. */
export function demoProfile({ node, stack, ports }: DemoProfile): string {
  const run = (program: string, ...rest: readonly string[]) => list([node, `${stack}/${program}`, ...rest]);
  const at = (port: number) => `127.0.0.1:${port}`;
  return `# A small Image Serving on this machine, to try things out: nothing of it can be reached from elsewhere.
# What holds, with every default: ImageServing config show

components:
  # Resizes bitmaps.
  is:
    title: Image Server
    command: ${run("is.mjs", "--port", String(ports.is))}
    ready: { http: "http://${at(ports.is)}/health", interval: 100ms, timeout: 20s }
    stop: { timeout: 15s }
    memory: { warn: 512MiB }

  # Renders drawings.
  svg:
    title: SVG Server
    command: ${run("svg.mjs", "--port", String(ports.svg))}
    ready: { http: "http://${at(ports.svg)}/health", interval: 100ms, timeout: 20s }
    stop: { timeout: 15s }
    memory: { warn: 512MiB }

  # What clients talk to: http://${at(ports.ps)}/is/image
  ps:
    title: Platform Server
    command: ${run("ps.mjs", "--port", String(ports.ps), "--is", at(ports.is), "--svg", at(ports.svg))}
    # Started once both are ready, stopped before them.
    after: [is, svg]
    # Ready when an answer comes that names the Image Server: that proves both.
    ready: { http: "http://${at(ports.ps)}/is/image", status: 200, body: imageServer, interval: 100ms, timeout: 20s }
    # Asked while it runs, too. After 3 failures in a row status says so; with "action: restart" it is restarted.
    live: { http: "http://${at(ports.ps)}/is/image", status: 200, body: imageServer, interval: 5s, timeout: 2s, failures: 3, action: report }
    # SIGTERM lets requests in flight finish. Where that takes too long, SIGQUIT has it log what hangs, before the kill.
    stop: { signal: TERM, timeout: 15s, dump: QUIT }
    memory: { warn: 512MiB }
`;
}

/** A list of texts in one line. JSON's quotes are YAML's, so a path may hold anything. */
const list = (words: readonly string[]) =>
  `[${words.map((word) => (/^[\w./-]+$/.test(word) && !/^[\d.-]/.test(word) ? word : JSON.stringify(word))).join(", ")}]`;
