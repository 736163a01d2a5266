import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HomeChoice, homePaths } from "../../../src/core/home-paths.ts";

const plain: HomeChoice = { home: null, config: null, inventory: null, isRoot: false, env: {} };
const user = homedir();

describe("where everything lies", () => {
  test("with a home, all of it is in that folder", () => {
    expect(homePaths({ ...plain, home: "/srv/is", isRoot: true, env: { XDG_STATE_HOME: "/elsewhere" } })).toEqual({
      home: "/srv/is",
      agentConfig: "/srv/is/agent.yaml",
      fleetConfig: "/srv/is/fleet.yaml",
      socket: "/srv/is/agent.sock",
      stateDir: "/srv/is/state",
      logDir: "/srv/is/log",
    });
  });

  test("for root it is where the system has such things", () => {
    expect(homePaths({ ...plain, isRoot: true, env: { XDG_CONFIG_HOME: "/elsewhere" } })).toEqual({
      home: "/etc/imageserving",
      agentConfig: "/etc/imageserving/agent.yaml",
      fleetConfig: "/etc/imageserving/fleet.yaml",
      socket: "/run/imageserving/agent.sock",
      stateDir: "/var/lib/imageserving",
      logDir: "/var/log/imageserving",
    });
  });

  test("for others it is in their own folders", () => {
    expect(homePaths(plain)).toEqual({
      home: join(user, ".config/imageserving"),
      agentConfig: join(user, ".config/imageserving/agent.yaml"),
      fleetConfig: join(user, ".config/imageserving/fleet.yaml"),
      socket: join(user, ".local/state/imageserving/agent.sock"),
      stateDir: join(user, ".local/state/imageserving"),
      logDir: join(user, ".local/state/imageserving/log"),
    });
  });

  test("the XDG variables are heeded, and empty ones are as if unset", () => {
    const env = { XDG_CONFIG_HOME: "/c", XDG_STATE_HOME: "/s", XDG_RUNTIME_DIR: "/r" };
    expect(homePaths({ ...plain, env })).toMatchObject({
      agentConfig: "/c/imageserving/agent.yaml",
      socket: "/r/imageserving/agent.sock",
      stateDir: "/s/imageserving",
      logDir: "/s/imageserving/log",
    });
    expect(homePaths({ ...plain, env: { XDG_CONFIG_HOME: "", XDG_STATE_HOME: "", XDG_RUNTIME_DIR: "" } })).toEqual(
      homePaths(plain),
    );
  });

  test("an XDG variable that is no absolute path is passed over, as the specification has it", () => {
    const env = { XDG_CONFIG_HOME: "c", XDG_STATE_HOME: "./s", XDG_RUNTIME_DIR: "r/r" };
    expect(homePaths({ ...plain, env })).toEqual(homePaths(plain));
  });

  test("a file named by itself counts for itself alone", () => {
    const named = homePaths({ ...plain, home: "/srv/is", config: "/tmp/other.yaml" });
    expect(named).toEqual({ ...homePaths({ ...plain, home: "/srv/is" }), agentConfig: "/tmp/other.yaml" });
    expect(homePaths({ ...plain, isRoot: true, inventory: "/tmp/hosts.yaml" })).toMatchObject({
      agentConfig: "/etc/imageserving/agent.yaml",
      fleetConfig: "/tmp/hosts.yaml",
    });
  });
});

test("every path is absolute, whatever is chosen", { timeout: 10_000 }, () => {
  const path = fc.constantFrom("/a", "a", "./a/b", "..", "");
  const env = fc.record({ XDG_CONFIG_HOME: path, XDG_STATE_HOME: path, XDG_RUNTIME_DIR: path }, { requiredKeys: [] });
  const choice = fc.record({
    home: fc.option(path),
    config: fc.option(path),
    inventory: fc.option(path),
    isRoot: fc.boolean(),
    env,
  });
  fc.assert(
    fc.property(choice, (chosen) => {
      for (const one of Object.values(homePaths(chosen))) expect(isAbsolute(one)).toBe(true);
    }),
  );
});
