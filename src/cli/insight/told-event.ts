import type { HostEvent } from "../../core/host-event.ts";

/** An event of one of several hosts. */
export interface ToldEvent {
  readonly host: string;
  readonly event: HostEvent;
  /** By the clock of this machine, as far as that of the host is known to differ. */
  readonly at: Date;
}
