import { readFileSync, readlinkSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { readJson, statOf } from "./_disk.ts";

/** A process: its number, and when it began, for numbers are given again. */
export interface Owner {
  readonly pid: number;
  /** As the system counts; undefined where it does not say. */
  readonly began: string | undefined;
  /** Where its number means something: a host, since it was started, and the container in it. */
  readonly host: string;
}

/** Nothing was heard of an owner whose process cannot be looked at for so long: it is gone. */
const silentMs = 60_000;

/** More than this between two looks is not counted: a computer that slept has heard nothing of others that slept too. */
const longestStepMs = 5000;

/** So old is no heartbeat, however wrong the clocks are. */
const forgottenMs = 24 * 3600 * 1000;

/** This process. */
export function thisOwner(): Owner {
  return {
    pid: process.pid,
    began: beganOf(process.pid)?.began,
    host: `${hostname()} ${bootName()} ${namespaceName()}`,
  };
}

/** Names the time since the system was started, in which what was written is there. */
export function bootName(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return `${hostname()} ${Math.round((Date.now() / 1000 - uptime()) / 60)}`;
  }
}

/** Numbers of processes mean nothing in another container. */
function namespaceName(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** @returns undefined where the system does not say (it is not Linux, or hides the processes of others) */
function beganOf(pid: number): { readonly began: string; readonly hasEnded: boolean } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // proc(5): the name in brackets may have any characters; after it come the state and, as the 22nd, the start.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const began = fields[19];
    return began === undefined ? undefined : { began, hasEnded: fields[0] === "Z" || fields[0] === "X" };
  } catch {
    return undefined;
  }
}

/** @returns undefined when nobody can tell from here */
function isRunning(owner: Owner): boolean | undefined {
  if (owner.host !== thisOwner().host) return undefined;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const found = beganOf(owner.pid);
  if (found === undefined || owner.began === undefined) return undefined;
  return found.began === owner.began && !found.hasEnded;
}

/**
 * Tells whether the processes that wrote files about themselves are still there: on this host by the process, else by
 * the time of the file, which its owner renews. What counts is that it does not change while one looks; so the clocks of
 * the hosts may differ.
 */
export class Liveness {
  readonly #seen = new Map<
    string,
    { readonly touchedMs: number; readonly lookedMs: number; readonly silentMs: number }
  >();
  readonly #elapsed: () => number;

  /** @param elapsed milliseconds, of a clock that nobody sets */
  constructor(elapsed: () => number = () => performance.now()) {
    this.#elapsed = elapsed;
  }

  /** @param file written by {@link thisOwner}'s process, and touched by it now and then */
  isAlive(file: string): boolean {
    return this.#look(file) === true;
  }

  /** Is the file there, and its process not? */
  hasEnded(file: string): boolean {
    return this.#look(file) === false;
  }

  /** Is its process there? @returns undefined where there is no such file */
  #look(file: string): boolean | undefined {
    const owner = readOwner(file);
    const running = owner === undefined ? undefined : isRunning(owner);
    return running ?? this.#isHeard(file);
  }

  #isHeard(file: string): boolean | undefined {
    const touchedMs = statOf(file)?.mtimeMs;
    if (touchedMs === undefined) return undefined;
    const lookedMs = this.#elapsed();
    const before = this.#seen.get(file);
    const silent =
      before?.touchedMs === touchedMs ? before.silentMs + Math.min(lookedMs - before.lookedMs, longestStepMs) : 0;
    this.#seen.set(file, { touchedMs, lookedMs, silentMs: silent });
    return silent < silentMs && Date.now() - touchedMs < forgottenMs;
  }
}

/** @returns undefined when it says nothing that can be used */
export function readOwner(file: string): Owner | undefined {
  const { pid, began, host } = (readJson(file, 4096) ?? {}) as Partial<Owner>;
  if (!Number.isSafeInteger(pid) || pid! < 1 || typeof host !== "string") return undefined;
  return { pid: pid!, began: typeof began === "string" ? began : undefined, host };
}
