import { bearsMark, type ComponentMark } from "./component-mark.ts";
import { type ProcessStat, readProcesses } from "./proc-fs.ts";
import { identityOf, isAlive, type ProcessIdentity, thisBoot } from "./process-identity.ts";

/**
 * Everything that belongs to a component: its leader, the leader's process group and session, their descendants, and
 * whatever bears the component's mark because it left all of these.
 */
export class ProcessGroup {
  readonly leader: ProcessIdentity;
  readonly #mark: ComponentMark;

  constructor(leader: ProcessIdentity, mark: ComponentMark) {
    this.leader = leader;
    this.#mark = mark;
  }

  /** The living members, leader first. One pass over /proc; the environment is read of processes outside the session only. */
  members(processes: readonly ProcessStat[] = readProcesses()): readonly ProcessStat[] {
    if (this.leader.bootId !== thisBoot()) return [];
    const inside = new Set<number>();
    for (const stat of processes) {
      if (this.#isInSession(stat, processes) || this.#isMarked(stat)) inside.add(stat.pid);
    }
    addDescendants(inside, processes);
    return processes
      .filter((stat) => inside.has(stat.pid))
      .sort((a, b) => Number(b.pid === this.leader.pid) - Number(a.pid === this.leader.pid));
  }

  /** Group, session and descendants of the living leader, without the search for marks: what a sample of memory needs. */
  tree(processes: readonly ProcessStat[]): readonly number[] {
    if (!isAlive(this.leader)) return [];
    const inside = new Set(processes.filter((stat) => this.#isInSession(stat, processes)).map((stat) => stat.pid));
    addDescendants(inside, processes);
    return [...inside];
  }

  isEmpty(): boolean {
    return this.members().length === 0;
  }

  /** Sends a signal to the leader, checked right before. Returns false where it has gone. */
  signalLeader(signal: NodeJS.Signals): boolean {
    return isAlive(this.leader) && send(this.leader.pid, signal);
  }

  /**
   * Sends a signal to every member. The process group gets it in one call, so that a child forked in between gets it
   * too; members outside it get it one by one, each checked right before.
   */
  signalAll(signal: NodeJS.Signals): void {
    const members = this.members();
    if (members.some((member) => member.pgrp === this.leader.pid)) send(-this.leader.pid, signal);
    for (const member of members) {
      if (member.pgrp !== this.leader.pid && isAlive(identityOf(member))) send(member.pid, signal);
    }
  }

  /**
   * A number in use as a group or session is not given to a new process, so while the leader's pid is free or still the
   * leader, whatever is in its session is ours. Once the pid is somebody else's, nothing in that session is.
   */
  #isInSession(stat: ProcessStat, processes: readonly ProcessStat[]): boolean {
    if (stat.session !== this.leader.pid && stat.pgrp !== this.leader.pid) return false;
    if (stat.startTicks < this.leader.startTicks) return false;
    const now = processes.find((other) => other.pid === this.leader.pid);
    return now === undefined || now.startTicks === this.leader.startTicks;
  }

  #isMarked(stat: ProcessStat): boolean {
    return stat.startTicks >= this.leader.startTicks && bearsMark(stat.pid, this.#mark) === true;
  }
}

/** Adds children of members until nothing changes, so that a tree is whole whatever order /proc has. */
function addDescendants(inside: Set<number>, processes: readonly ProcessStat[]): void {
  let grew = inside.size > 0;
  while (grew) {
    grew = false;
    for (const stat of processes) {
      if (inside.has(stat.ppid) && !inside.has(stat.pid)) {
        inside.add(stat.pid);
        grew = true;
      }
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false; // gone in the meantime, or not ours to signal: the caller sees it by who is left
  }
}
