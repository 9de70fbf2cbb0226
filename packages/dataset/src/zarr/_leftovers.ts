import { requireNodeModule } from "../store/_node.ts";
import { crc32c } from "./crc32c/crc32c.ts";

/**
 * Beginning of the names under which a directory is written: the next writer of the same takes away what processes left
 * behind that were ended, and nothing else.
 */
export function partialPrefix(name: string): string {
  return `.${name}.partial-`;
}

/** What says whose a directory is: a process, by its number and when it began, for numbers are given again. */
export function ownerMark(): string {
  const unique = globalThis.crypto.randomUUID().slice(0, 8);
  return `${globalThis.process.pid}.${processBeganMs()}.${unique}@${placeName()}`;
}

/** Remove directories beside of the name, whose writers are no longer there. */
export async function removeLeftovers(folder: string, name: string): Promise<void> {
  const { promises } = requireNodeModule("node:fs", folder);
  const { join } = requireNodeModule("node:path", folder);
  const prefix = partialPrefix(name);
  for (const found of await promises.readdir(folder)) {
    if (!found.startsWith(prefix) || (await mayLive(found.slice(prefix.length)))) continue;
    // What belongs to another user is not in the way.
    await promises.rm(join(folder, found), { recursive: true, force: true }).catch(() => {});
  }
}

/** Of another machine or container nothing is known, nor of a name that is not one of ours. */
async function mayLive(mark: string): Promise<boolean> {
  const [, number, beganMs, host] = /^([1-9]\d*)\.(\d+)\.[0-9a-f]+@(.+)$/.exec(mark) ?? [];
  if (host !== placeName()) return true;
  const { pid } = globalThis.process;
  // In a container that was started again, this process may have the number of the one that was killed.
  if (Number(number) === pid) return Math.abs(Number(beganMs) - processBeganMs()) < 1000;
  try {
    globalThis.process.kill(Number(number), 0);
  } catch (error) {
    return (error as { code?: string }).code !== "ESRCH";
  }
  return !(await isZombie(Number(number)));
}

/** Has it ended, and only its parent has not taken notice? (Linux) */
async function isZombie(pid: number): Promise<boolean> {
  const { promises } = requireNodeModule("node:fs", "/proc");
  const stat = await promises.readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
  return /^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
}

/** By the clock that runs since the system was started, which nobody sets. */
function processBeganMs(): number {
  const { process } = globalThis;
  return Math.round(Number(process.hrtime.bigint()) / 1e6 - process.uptime() * 1000);
}

/**
 * Where the number of a process means something: a host, and on Linux the time since it was started and the container, as
 * those with the host's network have its name, but numbers of their own.
 */
function placeName(): string {
  const { hostname } = requireNodeModule("node:os", "the host");
  const { readFileSync, readlinkSync } = requireNodeModule("node:fs", "/proc");
  const boot = orNothing(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const container = orNothing(() => readlinkSync("/proc/self/ns/pid"));
  const plain = hostname()
    .replace(/[^\w.-]/g, "_")
    .slice(0, 64);
  const hash = crc32c(new TextEncoder().encode(`${boot} ${container}`));
  return `${plain || "localhost"}+${hash.toString(16).padStart(8, "0")}`;
}

/** Systems that are not Linux have no such files. */
function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
