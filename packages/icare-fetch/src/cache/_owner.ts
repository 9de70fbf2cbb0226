import { readFileSync, readlinkSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { readJson, statOf } from "./_disk.ts";

/** A process: its number, and when it began, for numbers are given again. */
export interface Owner {
  readonly pid: number;
  /** As the system counts; undefined where it does not say. */
  readonly began: string | undefined;
  /** Where its number means something: a host, since it was started where the system names that, and the container in it. */
  readonly host: string;
}

/** Nothing was heard of an owner whose process cannot be looked at for so long: it is gone. */
const silentMs = 60_000;

/** More than this between two looks is not counted: a computer that slept has heard nothing of others that slept too. */
const longestStepMs = 5000;

/** So old is no heartbeat, however wrong the clocks are. */
const forgottenMs = 24 * 3600 * 1000;

/** So much may a clock have been set since. */
const clockMs = 60_000;

/** This process. */
export function thisOwner(): Owner {
  return { pid: process.pid, began: startOf(process.pid)?.began, host: thisHost() };
}

function thisHost(): string {
  return `${hostname()} ${bootId() ?? ""} ${namespaceName()}`;
}

/** Names the time since the system was started, in which what was written is there. */
export function bootName(): string {
  return bootId() ?? `${hostname()} ${Math.round(bootedMs() / 60_000)}`;
}

/** @returns undefined where the system has none (it is not Linux) */
function bootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}

/** When the system was started, milliseconds since 1970; not the same each time, because clocks are set. */
function bootedMs(): number {
  return Date.now() - 1000 * uptime();
}

/** Numbers of processes mean nothing in another container. */
function namespaceName(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** When a process began, and whether it is one that has ended and is not yet put away. */
export interface Start {
  readonly began: string;
  readonly hasEnded: boolean;
}

/** @returns undefined where the system does not say (it is not Linux, or hides the processes of others) */
function startOf(pid: number): Start | undefined {
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

/** Is there a process with this number? */
function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** What was heard of an owner. */
interface Heard {
  readonly touchedMs: number;
  readonly lookedMs: number;
  /** For so long it was silent while somebody looked. */
  readonly silentMs: number;
}

/**
 * Tells whether the processes that wrote files about themselves are still there.
 *
 * Those of this host by the process. Where the system does not say when it began (Windows, macOS), a process with the number
 * is taken for the owner, which may be too busy to be heard of; not when the owner was silent for a day, or since before
 * the system was started, and for a minute more while one looks: then the number was given again.
 *
 * Those of other hosts by the time of the file, which its owner renews. What counts is that it does not change while one
 * looks; so the clocks of the hosts may differ.
 */
export class Liveness {
  readonly #heard = new Map<string, Heard>();
  readonly #elapsed: () => number;
  readonly #startOf: (pid: number) => Start | undefined;

  /**
   * @param elapsed milliseconds, of a clock that nobody sets
   * @param start of a process
   */
  constructor(elapsed: () => number = () => performance.now(), start: (pid: number) => Start | undefined = startOf) {
    this.#elapsed = elapsed;
    this.#startOf = start;
  }

  /** @param file written by {@link thisOwner}'s process, and touched by it now and then */
  isAlive(file: string): boolean {
    return this.#look(file) === true;
  }

  /** Is the file there, and its process not? */
  hasEnded(file: string): boolean {
    return this.#look(file) === false;
  }

  /** Does the system say now when the owner's process began? It may not: see /proc with `hidepid`, and other systems. */
  isKnown({ pid, host, began }: Owner): boolean {
    return host === thisHost() && began !== undefined && this.#startOf(pid) !== undefined;
  }

  /** Is its process there? @returns undefined where there is no such file */
  #look(file: string): boolean | undefined {
    const owner = readOwner(file);
    const isHere = owner?.host === thisHost();
    if (isHere && !hasProcess(owner.pid)) return false;
    const start = isHere ? this.#startOf(owner.pid) : undefined;
    if (start?.hasEnded === true) return false;
    if (start !== undefined && owner?.began !== undefined) return start.began === owner.began;
    const heard = this.#listen(file);
    if (heard === undefined) return undefined;
    const isSilent = heard.silentMs >= silentMs;
    const isOld = Date.now() - heard.touchedMs >= forgottenMs;
    if (isHere) return !(isSilent && (isOld || heard.touchedMs < bootedMs() - clockMs));
    return !(isSilent || isOld);
  }

  /** @returns undefined where there is no such file */
  #listen(file: string): Heard | undefined {
    const touchedMs = statOf(file)?.mtimeMs;
    if (touchedMs === undefined) {
      this.#heard.delete(file);
      return undefined;
    }
    const lookedMs = this.#elapsed();
    const before = this.#heard.get(file);
    const isSame = before?.touchedMs === touchedMs;
    const silent = isSame ? before.silentMs + Math.min(lookedMs - before.lookedMs, longestStepMs) : 0;
    const heard: Heard = { touchedMs, lookedMs, silentMs: silent };
    this.#heard.set(file, heard);
    return heard;
  }
}

/** @returns undefined when it says nothing that can be used */
export function readOwner(file: string): Owner | undefined {
  const { pid, began, host } = (readJson(file, 4096) ?? {}) as Partial<Owner>;
  if (!Number.isSafeInteger(pid) || pid! < 1 || typeof host !== "string") return undefined;
  return { pid: pid!, began: typeof began === "string" ? began : undefined, host };
}
