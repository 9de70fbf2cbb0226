import { hostname } from "node:os";
import { systemCode } from "./_system-error.ts";

/** Whose lock it is: a process, by its number and when it began, for numbers are given again. */
export interface Owner {
  readonly process: number;
  readonly beganMs: number;
  readonly host: string;
}

/** Name of a file that stands for this process. @param mark tells its locks from each other */
export function ownerName(mark: string): string {
  return `${process.pid}.${processBeganMs()}.${mark}@${hostName()}`;
}

/** Whom a file stands for; undefined for a file of another name. */
export function parseOwner(name: string): Owner | undefined {
  const [, process, beganMs, host] = /^([1-9]\d*)\.(\d+)\.[0-9a-z]+@(.+)$/.exec(name) ?? [];
  return host === undefined ? undefined : { process: Number(process), beganMs: Number(beganMs), host };
}

/** Is the process there? `unknown` for one of another machine. */
export function isThere(owner: Owner): boolean | "unknown" {
  if (owner.host !== hostName()) return "unknown";
  // In a container that was started again, this process may have the number of the one that was killed.
  if (owner.process === process.pid) return Math.abs(owner.beganMs - processBeganMs()) < 100;
  try {
    process.kill(owner.process, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== "ESRCH";
  }
}

/** By the clock that runs since the system was started, which nobody sets. */
function processBeganMs(): number {
  return Math.round(Number(process.hrtime.bigint()) / 1e6 - process.uptime() * 1000);
}

function hostName(): string {
  return (
    hostname()
      .replace(/[^\w.-]/g, "_")
      .slice(0, 200) || "localhost"
  );
}
