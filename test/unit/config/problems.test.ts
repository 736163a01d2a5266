import { describe, expect, test } from "vitest";
import { BYTES_RULE } from "../../../src/core/bytes.ts";
import { DURATION_RULE } from "../../../src/core/duration.ts";
import { describeProblem } from "../../../src/core/fault.ts";
import { FILE, problemsOf, unmark } from "./parsing.ts";

/** `»` marks where the problem must be reported; one mark per problem, in order. */
type Row = readonly [what: string, marked: string, ...messages: string[]];

const under = (keys: string) => `components:\n  is:\n    command: [run]\n${keys.replaceAll(/^/gm, "    ")}\n`;
const PROGRAM = "write it as a list of the program and its arguments, as in [/usr/bin/node, server.mjs]; no shell is involved";
const ENDPOINT = "is not HOST:PORT; write HOST:PORT, as in 127.0.0.1:8080 or [::1]:8080";
const URL_RULE = "is not an http address; write an address such as http://127.0.0.1:8080/is/image";
const IS = "components.is";

const wholeFile: readonly Row[] = [
  ["an empty file", "»", "the file is empty; a configuration is needed"],
  ["nothing but comments", "»# none yet\n", "the file is empty; a configuration is needed"],
  ["a list", "»- is\n- ps\n", "a list is not a mapping; write its keys under it"],
  ["a text", "»hello\n", '"hello" is not a mapping; write its keys under it'],
  ["null", "»~\n", "is null, not a mapping; write its keys under it"],
  [
    "a second document",
    "components: {is: {command: [a]}}\n»---\na: 1\n",
    "a second document begins here; a configuration is one document: remove the ---",
  ],
  [
    "no components",
    "»host: a\n",
    "components: is missing; write a name for each component, and its keys indented under that, as in components: { is: { command: [/usr/bin/node, is.mjs] } }",
  ],
  [
    "components in a list",
    "components: »[is]\n",
    "components: a list is not a mapping; write a name for each component, and its keys indented under that, as in components: { is: { command: [/usr/bin/node, is.mjs] } }",
  ],
  ["components that are empty", "components: »{}\n", "components: is empty; write at least one component, with its command"],
  ["a key without a value", "»components:\n", "components: has no value; give it one, or remove it"],
];

const syntax: readonly Row[] = [
  ["a tab", "components:\n»\tis:\n", "not valid YAML: Tabs are not allowed as indentation; indent with spaces"],
  ["an open quote", 'host: "abc»', 'not valid YAML: Missing closing "quote'],
  [
    "an open list",
    "host: [a, b\n»",
    "not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
  ],
  [
    "indentation",
    "components:\n  is:\n    title: a\n»   user: b\n",
    "not valid YAML: All mapping items must start at the same column",
  ],
  [
    "a colon in a text",
    "host: »a: b\n",
    'not valid YAML: Nested mappings are not allowed in compact mappings; a text with ": " in it needs quotes',
  ],
  ["a tag", under("title: »!secret x"), "Unresolved tag: !secret; remove it"],
  [
    "a key without a value, that may not be null either",
    under("»command:").replace("    command: [run]\n", ""),
    `${IS}.command: has no value; give it one, or remove it`,
  ],
  ["a key that is a list", under("env:\n  ? »[a]\n  : b"), `${IS}.env: a key must be a plain text`],
  ["an empty key", under("env: {» : x }"), `${IS}.env: a key must be a plain text`],
  ["__proto__", under("env: { »__proto__: x }"), `${IS}.env: a key must be a plain text`],
  ["a key twice", under("user: a\ntitle: x\n»user: b"), `${IS}.user: is in line 4 already; remove one of the two`],
  [
    "a component twice",
    "components:\n  is: {command: [a]}\n  »is: {command: [b]}\n",
    `${IS}: is in line 2 already; remove one of the two`,
  ],
];

const aliases: readonly Row[] = [
  ["an alias without an anchor", under("title: »*nope"), `${IS}.title: there is no anchor &nope above this alias`],
  ["an alias above its anchor", under("title: »*t\nuser: &t a"), `${IS}.title: there is no anchor &t above this alias`],
  ["an alias of what it lies in", under("env: &e { A: »*e }"), `${IS}.env.A: the alias stands for something that contains it`],
  ["a mapping merged into itself", under("env: &e\n  <<: »*e"), `${IS}.env: the alias stands for something that contains it`],
  [
    "a list merged into itself",
    under("after: &s [»*s]\nenv: { <<: *s }"),
    `${IS}.after[0]: the alias stands for something that contains it`,
  ],
  ["a merge of a text", under("env:\n  <<: »abc"), `${IS}.env["<<"]: must be the alias of a mapping, or a list of such`],
  [
    "a wrong value behind an alias, where the alias is",
    under('ready: { tcp: "h:1", interval: &i »5 }\nlive: { tcp: "h:1", interval: »*i }'),
    `${IS}.ready.interval: 5 is not a duration; write ${DURATION_RULE}`,
    `${IS}.live.interval: 5 is not a duration; write ${DURATION_RULE}`,
  ],
  [
    "what a merge brings and an own key replaces is not judged",
    under("env: &e { A: »1 }").replace("is:", "first:") + under("env: { <<: *e, A: x }").replace("components:\n", ""),
    'components.first.env.A: 1 is a number, not a text; quote it: "1"',
  ],
  [
    "an own key after the merge that it replaces, at its own place",
    under("stop: &s { timeout: 1s }").replace("is:", "first:") +
      under("stop: { <<: *s, timeout: »5 }").replace("components:\n", ""),
    `${IS}.stop.timeout: 5 is not a duration; write ${DURATION_RULE}`,
  ],
];

const keys: readonly Row[] = [
  ["a misspelt key at the top", `»hots: a\n${under("")}`, "hots: unknown key; did you mean host?"],
  ["a misspelt key of a component", under('»redy: { tcp: "h:1" }'), `${IS}.redy: unknown key; did you mean ready?`],
  ["another spelling", under("log: { »max-size: 1MiB }"), `${IS}.log.max-size: unknown key; did you mean maxSize?`],
  ["a key that belongs deeper", under("»interval: 3s"), `${IS}.interval: unknown key; it belongs under ready or live`],
  [
    "a key that belongs nowhere",
    under("stop: { »wibble: 1 }"),
    `${IS}.stop.wibble: unknown key; known here: signal, timeout, dump`,
  ],
  ["constructor", under("stop: { »constructor: 1 }"), `${IS}.stop.constructor: unknown key; known here: signal, timeout, dump`],
  [
    "several, each at its place",
    under("»redy: 1\nstop: { »singal: TERM }"),
    `${IS}.redy: unknown key; did you mean ready?`,
    `${IS}.stop.singal: unknown key; did you mean signal?`,
  ],
];

const commands: readonly Row[] = [
  ["no command", "components:\n  »is:\n    title: a\n", `${IS}.command: is missing; ${PROGRAM}`],
  [
    "a command as a text",
    "components:\n  is:\n    command: »run it now\n",
    `${IS}.command: "run it now" is not a list; ${PROGRAM}`,
  ],
  [
    "an empty command",
    "components:\n  is:\n    command: »[]\n",
    `${IS}.command: is empty; write the program and its arguments, as in [/usr/bin/node, server.mjs]`,
  ],
  [
    "an empty program",
    'components:\n  is:\n    command: »["", a]\n',
    `${IS}.command: is empty; write the program and its arguments, as in [/usr/bin/node, server.mjs]`,
  ],
  [
    "a number in a command",
    "components:\n  is:\n    command: [run, »8080, »0x1F]\n",
    `${IS}.command[1]: 8080 is a number, not a text; quote it: "8080"`,
    `${IS}.command[2]: 0x1F is a number, not a text; quote it: "0x1F"`,
  ],
  [
    "a list in a command",
    "components:\n  is:\n    command: [run, »[a]]\n",
    `${IS}.command[1]: a list is not a text; write a text`,
  ],
  [
    "NUL in a command",
    'components:\n  is:\n    command: [run, »"a\\0b"]\n',
    `${IS}.command[1]: contains a NUL character; remove it`,
  ],
  [
    "an item without a value",
    "components:\n  is:\n    command:\n      - run\n      -»\n",
    `${IS}.command[1]: has no value; give it one, or remove it`,
  ],
];

const names: readonly Row[] = [
  [
    "a capital letter",
    "components:\n  »Is: {command: [a]}\n",
    "components.Is: is not a name for a component; write a small letter, then up to 31 small letters, digits or dashes",
  ],
  [
    "a number",
    "components:\n  »8080: {command: [a]}\n",
    'components["8080"]: is not a name for a component; write a small letter, then up to 31 small letters, digits or dashes',
  ],
  ["a component that is no mapping", "components:\n  is: »run\n", `${IS}: "run" is not a mapping; write its keys under it`],
  [
    "a host that is none",
    `host: »"a b"\n${under("")}`,
    'host: "a b" is not a host name; write letters, digits, dots and dashes, as in node3.ams',
  ],
  [
    "a group that is none",
    `socket: { group: »"a:b" }\n${under("")}`,
    'socket.group: "a:b" is not a group name; write the name of a group of this machine',
  ],
  ["a title of two lines", under('title: »"a\\nb"'), `${IS}.title: must be one line without control characters`],
  ["a title with a line separator", under('title: »"a\\u2028b"'), `${IS}.title: must be one line without control characters`],
  ["an empty title", under('title: »""'), `${IS}.title: must have 1 to 200 characters`],
];

const env: readonly Row[] = [
  ["a number", under("env: { A: »2 }"), `${IS}.env.A: 2 is a number, not a text; quote it: "2"`],
  ["a number as it is written", under("env: { A: »007 }"), `${IS}.env.A: 007 is a number, not a text; quote it: "007"`],
  ["a boolean", under("env: { A: »true }"), `${IS}.env.A: true is a boolean, not a text; quote it: "true"`],
  ["null", under("env: { A: »null }"), `${IS}.env.A: is null, not a text; write a text`],
  ["a mapping", under("env: { A: »{} }"), `${IS}.env.A: a mapping is not a text; write a text`],
  [
    "a name that cannot be",
    under('env: { »1A: x, »"A=B": y }'),
    `${IS}.env["1A"]: is no name of a variable; write letters, digits and underscores, no digit first`,
    `${IS}.env["A=B"]: is no name of a variable; write letters, digits and underscores, no digit first`,
  ],
  [
    "a name of ours",
    under("env: { »IMAGESERVING_HOME: x }"),
    `${IS}.env.IMAGESERVING_HOME: names that start with IMAGESERVING_ are the agent's; choose another`,
  ],
  [
    "a list",
    under("env: »[A=1]"),
    `${IS}.env: a list is not a mapping; write NAME: "value" under it, as in env: { MALLOC_ARENA_MAX: "2" }`,
  ],
];

const amounts: readonly Row[] = [
  [
    "a duration without a unit",
    under("stop: { timeout: »60 }"),
    `${IS}.stop.timeout: 60 is not a duration; write ${DURATION_RULE}`,
  ],
  [
    "a duration in words",
    under("stop: { timeout: »1 minute }"),
    `${IS}.stop.timeout: "1 minute" is not a duration; write ${DURATION_RULE}`,
  ],
  [
    "a duration below zero",
    under("stop: { timeout: »-1s }"),
    `${IS}.stop.timeout: "-1s" is not a duration; write ${DURATION_RULE}`,
  ],
  [
    "a duration out of range",
    under("stop: { timeout: »2h }"),
    `${IS}.stop.timeout: 2h is out of range; write something from 0s to 1h`,
  ],
  [
    "a duration that is too short",
    under('ready: { tcp: "h:1", interval: »9ms }'),
    `${IS}.ready.interval: 9ms is out of range; write something from 10ms to 1h`,
  ],
  [
    "a size without a unit",
    under("memory: { warn: »1073741824 }"),
    `${IS}.memory.warn: 1073741824 is not a size; write ${BYTES_RULE}`,
  ],
  [
    "a size out of range",
    under("memory: { warn: »1B }"),
    `${IS}.memory.warn: 1B is out of range; write something from 1MiB to 64TiB`,
  ],
  ["a count out of range", under("log: { keep: »-1 }"), `${IS}.log.keep: -1 is out of range; write something from 0 to 10000`],
  [
    "a count that is not whole",
    under("log: { keep: »1.5 }"),
    `${IS}.log.keep: 1.5 is not a whole number; write a whole number from 0 to 10000`,
  ],
  [
    "a count in quotes",
    under('log: { keep: »"10" }'),
    `${IS}.log.keep: "10" is not a whole number; write a whole number from 0 to 10000`,
  ],
  [
    "no number at all",
    under("log: { keep: ».nan }"),
    `${IS}.log.keep: .nan is not a whole number; write a whole number from 0 to 10000`,
  ],
  [
    "a size where a mapping is needed",
    under("memory: »1GiB"),
    `${IS}.memory: "1GiB" is not a mapping; write its keys under it, as in memory: { warn: 1GiB, restart: 2GiB }`,
  ],
  [
    "a duration where a mapping is needed",
    under("restart: { backoff: »1s }"),
    `${IS}.restart.backoff: "1s" is not a mapping; write its keys under it, as in backoff: { initial: 1s, max: 60s }`,
  ],
  [
    "restart below warn",
    under("memory: { warn: 2GiB, restart: »1GiB }"),
    `${IS}.memory.restart: 1GiB is below warn, which is 2GiB; raise restart or lower warn`,
  ],
  [
    "initial above max",
    under("restart: { backoff: { initial: »5m } }"),
    `${IS}.restart.backoff.initial: 5m is more than max, which is 1m; lower initial or raise max`,
  ],
];

const words: readonly Row[] = [
  [
    "a policy",
    under("restart: { policy: »alway }"),
    `${IS}.restart.policy: "alway" is not one of always, on-failure, never; did you mean always?`,
  ],
  [
    "a policy where a mapping is needed",
    under("restart: »always"),
    `${IS}.restart: "always" is not a mapping; write its keys under it, as in restart: { policy: always, steadyAfter: 30s }`,
  ],
  [
    "an action",
    under('live: { tcp: "h:1", action: »kill }'),
    `${IS}.live.action: "kill" is not one of report, restart; write one of report, restart`,
  ],
  [
    "a signal",
    under("stop: { signal: »SIGTREM }"),
    `${IS}.stop.signal: "SIGTREM" is not a signal that can be used here; did you mean TERM?`,
  ],
  [
    "a signal that is not for this",
    under("stop: { dump: »STOP }"),
    `${IS}.stop.dump: "STOP" is not a signal that can be used here; write one of TERM, INT, QUIT, HUP, USR1, USR2, KILL, WINCH, ABRT`,
  ],
  [
    "the number of a signal",
    under("stop: { signal: »15 }"),
    `${IS}.stop.signal: 15 is not a signal; write one of TERM, INT, QUIT, HUP, USR1, USR2, KILL, WINCH, ABRT`,
  ],
  [
    "a user that is not there",
    under("user: »ghost"),
    `${IS}.user: there is no user "ghost" on this machine; create it, or leave this out to run as the agent does`,
  ],
  ["a user with a colon", under("user: »root:x"), `${IS}.user: "root:x" is not a user name; write a user of this machine`],
  ["a user by number", under("user: »1000"), `${IS}.user: 1000 is not a user name; write a user of this machine`],
  ["a home folder", under("cwd: »~/is"), `${IS}.cwd: "~" is not expanded here, no shell is involved; write the whole path`],
  ["an empty folder", under('cwd: »""'), `${IS}.cwd: is empty; write the path of a folder`],
];

const probes: readonly Row[] = [
  ["no probe", under("»ready: { timeout: 60s }"), `${IS}.ready: says not how to probe; write one of http, tcp and command`],
  [
    "two probes",
    under('ready: { »tcp: "h:1", http: "http://h/" }'),
    `${IS}.ready.tcp: one probe is enough, and http is there already; remove one`,
  ],
  [
    "three probes",
    under('ready: { http: "http://h/", »tcp: "h:1", »command: [x] }'),
    `${IS}.ready.tcp: one probe is enough, and http is there already; remove one`,
    `${IS}.ready.command: one probe is enough, and http is there already; remove one`,
  ],
  [
    "a list",
    under("ready: »[1]"),
    `${IS}.ready: a list is not a mapping; write its keys under it, as in ready: { tcp: 127.0.0.1:27345, interval: 250ms, timeout: 60s }`,
  ],
  [
    "status without http",
    under('live: { tcp: "h:1", »status: 200, »body: x }'),
    `${IS}.live.status: is for http probes only; remove it`,
    `${IS}.live.body: is for http probes only; remove it`,
  ],
  ["a port alone", under("ready: { tcp: »8080 }"), `${IS}.ready.tcp: 8080 ${ENDPOINT}`],
  ["a host alone", under("ready: { tcp: »localhost }"), `${IS}.ready.tcp: "localhost" ${ENDPOINT}`],
  ["IPv6 without brackets", under('ready: { tcp: »"::1:80" }'), `${IS}.ready.tcp: "::1:80" ${ENDPOINT}`],
  ["an address that is none", under("ready: { tcp: »1.2.3:80 }"), `${IS}.ready.tcp: "1.2.3:80" ${ENDPOINT}`],
  [
    "a port out of range",
    under("ready: { tcp: »h:65536 }"),
    `${IS}.ready.tcp: port 65536 is out of range; write one from 1 to 65535`,
  ],
  ["an address without http", under("ready: { http: »127.0.0.1:80/x }"), `${IS}.ready.http: "127.0.0.1:80/x" ${URL_RULE}`],
  ["an address that cannot be", under('ready: { http: »"http://h:99999/" }'), `${IS}.ready.http: "http://h:99999/" ${URL_RULE}`],
  [
    "https",
    under('ready: { http: »"https://h/" }'),
    `${IS}.ready.http: https is not probed, certificates would need trust; write a command instead, as in command: [curl, -fsS, URL]`,
  ],
  [
    "a password",
    under('ready: { http: »"http://a:b@h/" }'),
    `${IS}.ready.http: must not hold a user or password; probe an address that needs none`,
  ],
  [
    "a user without a password",
    under('ready: { http: »"http://a@h/" }'),
    `${IS}.ready.http: must not hold a user or password; probe an address that needs none`,
  ],
  ["port 0", under('ready: { http: »"http://h:0/" }'), `${IS}.ready.http: port 0 is out of range; write one from 1 to 65535`],
  [
    "a status and no probe",
    under("»ready: { status: 200 }"),
    `${IS}.ready: says not how to probe; write one of http, tcp and command`,
  ],
  [
    "a status out of range",
    under('ready: { http: "http://h/", status: »20 }'),
    `${IS}.ready.status: 20 is out of range; write something from 100 to 599`,
  ],
  [
    "a body that is a number",
    under('ready: { http: "http://h/", body: »1 }'),
    `${IS}.ready.body: 1 is a number, not a text; quote it: "1"`,
  ],
  [
    "an empty command",
    under("ready: { command: »[] }"),
    `${IS}.ready.command: is empty; write the program and its arguments, as in [curl, -fsS, http://127.0.0.1:8080/]`,
  ],
  [
    "a listener",
    under('ready: { tcp: "h:1", listener: »mine }'),
    `${IS}.ready.listener: "mine" is not one of own, any; write one of own, any`,
  ],
];

const three = (a: string, b: string, c: string) =>
  `components:\n  a:\n    command: [x]\n    after: ${a}\n  b:\n    command: [x]\n    after: ${b}\n  c:\n    command: [x]\n    after: ${c}\n`;

const dependencies: readonly Row[] = [
  [
    "an unknown component",
    "components:\n  is: {command: [a]}\n  svg: {command: [a], after: [»si]}\n",
    'components.svg.after[0]: there is no component "si"; did you mean is?',
  ],
  ["one that is far from any", three("[»q]", "[]", "[]"), 'components.a.after[0]: there is no component "q"; did you mean b?'],
  [
    "one with no other",
    "components: { is: { command: [a], after: [»ps-server] } }",
    `${IS}.after[0]: there is no component "ps-server"; there is no other`,
  ],
  [
    "one that resembles none",
    three("[»platform]", "[]", "[]"),
    'components.a.after[0]: there is no component "platform"; there are: b, c',
  ],
  ["a number", three("[»5]", "[]", "[]"), 'components.a.after[0]: 5 is a number, not a text; quote it: "5"'],
  ["itself", under("after: [»is]"), `${IS}.after[0]: a component cannot need itself; remove it`],
  ["one twice", three("[b, »b]", "[]", "[]"), "components.a.after[1]: b is there twice; remove one of the two"],
  ["a text", three("»b", "[]", "[]"), 'components.a.after: "b" is not a list; write it as a list of components, as in [is, svg]'],
  [
    "a circle of two",
    three("[b]", "[c, »a]", "[]"),
    "components.b.after[1]: closes a circle: a needs b needs a; remove one of these",
  ],
  [
    "a circle of three",
    three("[b]", "[c]", "[»a]"),
    "components.c.after[0]: closes a circle: a needs b needs c needs a; remove one of these",
  ],
  [
    "two circles",
    three("[b]", "[»a, c]", "[»b]"),
    "components.b.after[0]: closes a circle: a needs b needs a; remove one of these",
    "components.c.after[0]: closes a circle: b needs c needs b; remove one of these",
  ],
  [
    "a circle beside another mistake",
    three("[b]\n    »redy: 1", "[»a]", "[]"),
    "components.a.redy: unknown key; did you mean ready?",
    "components.b.after[0]: closes a circle: a needs b needs a; remove one of these",
  ],
];

const listening: readonly Row[] = [
  [
    "everywhere without TLS",
    `listen: { address: »0.0.0.0:9910 }\n${under("")}`,
    "listen.address: other machines can reach 0.0.0.0, and without TLS anybody there could stop this host; add listen.tls, or listen on 127.0.0.1",
  ],
  [
    "everywhere with null TLS",
    `listen: { address: »"[::]:9910", tls: null }\n${under("")}`,
    "listen.address: other machines can reach ::, and without TLS anybody there could stop this host; add listen.tls, or listen on 127.0.0.1",
  ],
  [
    "a name without TLS",
    `listen: { address: »node3:9910 }\n${under("")}`,
    "listen.address: other machines can reach node3, and without TLS anybody there could stop this host; add listen.tls, or listen on 127.0.0.1",
  ],
  [
    "no address",
    `»listen: { tls: null }\n${under("")}`,
    "listen.address: is missing; write HOST:PORT, as in 127.0.0.1:8080 or [::1]:8080",
  ],
  [
    "no key",
    `listen: { address: 0.0.0.0:1, »tls: { cert: a, ca: b } }\n${under("")}`,
    "listen.tls.key: is missing; write the path of the key of the certificate, PEM",
  ],
  [
    "port 0",
    `listen: { address: »127.0.0.1:0 }\n${under("")}`,
    "listen.address: port 0 is out of range; write one from 1 to 65535",
  ],
  [
    "an address alone",
    `listen: »127.0.0.1:9910\n${under("")}`,
    'listen: "127.0.0.1:9910" is not a mapping; write its keys under it, as in listen: { address: 0.0.0.0:9910, tls: { cert: node3.crt, key: node3.key, ca: ca.crt } }',
  ],
];

const TABLES = { wholeFile, syntax, aliases, keys, commands, names, env, amounts, words, probes, dependencies, listening };

describe.each(Object.entries(TABLES))("%s", (_, rows) => {
  test.each(rows)("%s", (_, marked, ...messages) => {
    const { text, places } = unmark(marked);
    expect(problemsOf(text).map((problem) => describeProblem(problem))).toEqual(
      messages.map((message, index) => `${FILE}:${places[index]}: ${message}`),
    );
    expect(places).toHaveLength(messages.length);
  });
});

test("one run reports every problem, in the order of the file", () => {
  const everything = Object.values(TABLES)
    .flat()
    .filter(([, text]) => text.startsWith("components:\n  is:\n    command: [run]\n"));
  const bodies = everything.map(([, text], index) =>
    text.replace("components:\n", "").replace("  is:", `  c${index}:`).replaceAll("&", `&c${index}`),
  );
  const { text, places } = unmark(`components:\n${bodies.filter((body) => !/\*|<</.test(body)).join("")}`);
  const found = problemsOf(text).map(({ line, column }) => `${line}:${column}`);
  expect(found.slice(0, places.length)).toEqual(places.slice(0, 100));
  expect(places.length).toBeGreaterThan(50);
});

test("of thousands of problems a hundred are shown, and the rest counted", () => {
  const problems = problemsOf(under(Array.from({ length: 5_000 }, (_, i) => `zz${i}: 1`).join("\n")));
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)).toEqual({ file: FILE, line: null, column: null, message: "and 4900 more problems" });
});

test("more than a hundred components are refused", () => {
  const text = Array.from(
    { length: 101 },
    (_, i) => `  ${i === 50 ? "C" : "c"}${i}: { command: [a], after: [c${(i + 1) % 101}] }`,
  ).join("\n");
  expect(problemsOf(`components:\n${text}\n`).map(({ message }) => message)).toEqual([
    "components: has 101 components; 100 is the most",
  ]);
});

test("problems on one line stand in the order of the line, whatever the order of the schema", () => {
  const { text, places } = unmark(under("stop: { timeout: »5, signal: »X, »zz: 1 }"));
  expect(problemsOf(text).map(({ line, column }) => `${line}:${column}`)).toEqual(places);
});

test("of a long value the beginning is shown", () => {
  const [problem] = problemsOf(under(`restart: "${"x".repeat(500)}"`));
  expect(problem?.message).toMatch(/^components\.is\.restart: "x{60}…" is not a mapping; /);
});

test("a byte order mark takes no column", () => {
  expect(problemsOf("\uFEFFhots: 1\ncomponents: { a: { command: [b] } }")).toMatchObject([{ line: 1, column: 1 }]);
});

test("a byte order mark and Windows line ends change no place", () => {
  const { text, places } = unmark("\uFEFFcomponents:\r\n  is:\r\n    command: [run]\r\n    »redy: 1\r\n");
  expect(problemsOf(text).map(({ line, column }) => `${line}:${column}`)).toEqual(places);
});
