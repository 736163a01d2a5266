import { error, ok, type Verdict, warning } from "./findings.ts";

/** Who listens on an address of this machine. `hidden`: a process that cannot be seen from here. */
export type ListenerFacts =
  | { readonly t: "nobody" }
  | { readonly t: "ours" }
  | { readonly t: "stranger"; readonly name: string; readonly pid: number }
  | { readonly t: "hidden" };

/** The address on which the agent listens, or will. @param running whether the agent should listen there by now. */
export function judgeListen(address: string, facts: ListenerFacts, running: boolean): Verdict {
  switch (facts.t) {
    case "ours":
      return ok("the agent listens there");
    case "nobody":
      return running
        ? error("the agent does not listen there: nobody does", "see its log for why; it tries again every few seconds")
        : ok("nobody listens there, so the agent can");
    case "stranger":
      return error(
        `${facts.name} (pid ${facts.pid}) listens there, so the agent cannot`,
        `stop it, or give listen.address another port than that of ${address}`,
      );
    case "hidden":
      return running
        ? warning("somebody listens there; whether it is the agent cannot be seen from here", "")
        : error("a process that cannot be seen from here listens there, so the agent cannot", "look as root with: ss -ltnp");
  }
}

/** The address on which a component answers when it is asked whether it is ready or lives. @param up whether the component runs. */
export function judgeComponentPort(address: string, facts: ListenerFacts, up: boolean): Verdict {
  switch (facts.t) {
    case "ours":
      return ok("the component listens there");
    case "nobody":
      return ok(up ? "nobody listens there yet" : "nobody listens there, so the component can");
    case "stranger": {
      const who = `${facts.name} (pid ${facts.pid})`;
      return error(
        up ? `${who} answers there instead of the component` : `${who} listens there, so the component cannot`,
        `stop it, or give the component another port than that of ${address}`,
      );
    }
    case "hidden":
      return up
        ? ok("somebody listens there; whether it is the component cannot be seen from here")
        : warning(
            "a process that cannot be seen from here listens there, so the component cannot",
            "look as root with: ss -ltnp",
          );
  }
}
