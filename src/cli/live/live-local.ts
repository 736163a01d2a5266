import { seconds } from "../../core/duration.ts";
import { localCaller } from "../../core/host-service.ts";
import type { Choices } from "../choices.ts";
import type { LocalHost } from "../local/local-host.ts";
import { localOperation } from "../local/local-operation.ts";
import { takeOverText } from "../render/operation-text.ts";
import { localSource } from "../watch/local-source.ts";
import type { LiveWorld } from "./live-world.ts";
import { endedText, progressText } from "./operation-words.ts";

const REACHED_WITHIN = seconds(5);

/** This host alone. @param name what its agent calls it. */
export const liveLocal = (host: LocalHost, name: string, choices: Pick<Choices, "timeout" | "reason">): LiveWorld => ({
  title: "ImageServing",
  sources: [localSource(host, name)],
  clock: host.clock,
  concurrency: 1,
  firstWordWithin: seconds(15),
  callContext: (signal) => ({ caller: localCaller(host.userName), signal }),
  expectedHost: () => "", // whoever has the socket is meant
  match: () => ({ problem: "there is one host only" }),
  open: () => host.connect(REACHED_WITHIN),
  operate: async ({ kind, components }, signal, onText) => {
    const wish = { kind, components, timeout: choices.timeout, reason: choices.reason, named: false };
    const answer = await localOperation(host, wish, signal, {
      onUpdate: (update) => onText(progressText(update)),
      onNotRunning: () => onText("the Server Supervisor is not running; it is started"),
      onTakeOver: (unattended) => onText(takeOverText(unattended)),
    });
    signal.throwIfAborted();
    if (answer.error !== null) return { ok: false, text: answer.error.message };
    return answer.value === null ? { ok: false, text: "what became of it is not known" } : endedText(answer.value);
  },
});
