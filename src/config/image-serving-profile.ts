/** Where Image Serving lies and listens, for its profile. */
export interface ImageServingProfile {
  /** Tomcat's instance: the folder that `tomcat10-instance-create` made, absolute. */
  readonly catalinaBase: string;
  /** Folder of the source images, absolute. */
  readonly images: string;
}

/** The places that the profile names when nobody says otherwise. */
export const IMAGE_SERVING_PLACES: ImageServingProfile = {
  catalinaBase: "/var/lib/imageserving/ps",
  images: "/var/lib/imageserving/images",
};

/** An `agent.yaml` for a host with Platform Server, Image Server and SVG server as Debian 12 packages them, each key explained. */
export const imageServingProfile = ({
  catalinaBase,
  images,
}: ImageServingProfile): string => `# Image Serving: Platform Server, Image Server and SVG server.
#
# Written for Debian 12 with: apt-get install --no-install-recommends tomcat10-user iipimage-server librsvg2-bin socat openjdk-17-jre-headless
# TO ADAPT, before the first start: every line marked so. Then: ImageServing config show, which finds mistakes and shows all defaults.

# How this host is called in reports. Left out: the machine's own name.
# host: node3

# Lets a jump box reach this host. Without TLS the agent listens on loopback only; left out, on its unix socket only.
# listen:
#   address: 0.0.0.0:9910
#   tls: { cert: node3.crt, key: node3.key, ca: ca.crt }

# Who may use the unix socket beside its owner and root.
# socket: { group: operators }

components:
  is:
    title: Image Server
    # Program and arguments; no shell. It must stay in the foreground.
    command: [/usr/lib/iipimage-server/iipsrv.fcgi, --bind, "127.0.0.1:27345", --backlog, "1024"]
    env:
      # TO ADAPT: the folder of your source images. The slash at the end belongs to it.
      FILESYSTEM_PREFIX: ${JSON.stringify(`${images}/`)}
      # Else it writes to /tmp/iipsrv.log, which nobody rotates.
      LOGFILE: /dev/stdout
      # Fewer arenas keep a program with many threads from growing; values are texts, so numbers need quotes.
      MALLOC_ARENA_MAX: "2"
    # TO ADAPT: whom it runs as. Another user than the agent's needs an agent that runs as root.
    # user: www-data
    # It takes connections within a second. A stranger's listener on the port does not count.
    ready: { tcp: "127.0.0.1:27345", interval: 250ms, timeout: 60s }
    # TO ADAPT: by its own configuration it takes a fifth of the memory. It crashes where it cannot have it.
    memory: { warn: 4GiB } # restart: 6GiB would restart it at that size

  svg:
    title: SVG Server
    # Answers each connection with one picture: an SVG goes in, a PNG comes out.
    command: [/usr/bin/socat, "TCP-LISTEN:27346,bind=127.0.0.1,reuseaddr,fork,max-children=8", "EXEC:/usr/bin/rsvg-convert --format=png"]
    # user: www-data
    # Each try forks a converter that finds no drawing, and says so in the log; so it is asked seldom once it is ready.
    ready: { tcp: "127.0.0.1:27346", interval: 250ms, timeout: 60s, recheck: 60s }

  ps:
    title: Platform Server
    # "run", not "start": it must stay in the foreground. The instance is made once, with:
    #   tomcat10-instance-create -p 8080 -c 8005 ${JSON.stringify(catalinaBase)}
    command: [/usr/share/tomcat10/bin/catalina.sh, run]
    env:
      CATALINA_BASE: ${JSON.stringify(catalinaBase)}
      # TO ADAPT: the heap. EXIT_ON_INIT_FAILURE makes Tomcat end when its port is taken; it would stay, and serve nothing.
      CATALINA_OPTS: "-Xmx512m -Dorg.apache.catalina.startup.EXIT_ON_INIT_FAILURE=true"
    # user: tomcat
    # Started when both are ready, stopped before them. Restarting is or svg alone leaves ps as it is.
    after: [is, svg]
    # One question proves ps and is: the answer must name an imageServer. TO ADAPT: the port, and the page if yours differs.
    # After a kill the cache index is made anew, which takes minutes: a slow start is reported, and never made a restart loop.
    ready: { http: "http://127.0.0.1:8080/is/image", status: 200, body: imageServer, timeout: 180s }
    # The same question while it runs, for a Java that hangs. "report" tells status and log; "restart" would also act on it.
    live: { http: "http://127.0.0.1:8080/is/image", status: 200, body: imageServer, interval: 15s, timeout: 5s, failures: 4, action: report }
    # Tomcat saves its cache index on an orderly stop: give it the time. Over time, a thread dump goes to the log before the kill.
    stop: { signal: TERM, timeout: 60s, dump: QUIT }
    # These are the defaults. The first restart is immediate; then 1s, 2s, 4s … up to a minute. Five crashes in a minute
    # make it "failed"; it is tried again every minute.
    restart: { policy: always, backoff: { initial: 1s, max: 60s }, steadyAfter: 30s, crashLoop: { failures: 5, within: 60s, retryEvery: 60s } }
    memory: { warn: 1GiB }
    # A busy ps logs 1 to 2 GB a day. Rotated and pruned by the agent, with ps running or not. These are the defaults.
    log: { maxSize: 64MiB, keep: 10, maxAge: 10d }
`;
