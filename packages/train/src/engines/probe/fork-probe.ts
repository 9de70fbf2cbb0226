import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { EngineName } from "../types.ts";
import type { ProbeAnswer, ProbeOptions } from "./types.ts";

/**
 * Try an engine in a process of its own: a driver that is broken takes that one down, or makes it hang, and not this one.
 * @throws (rejects with) the reason of the signal
 */
export async function forkProbe(engine: EngineName, options: ProbeOptions = {}): Promise<ProbeAnswer> {
  const { timeout = 60, provider = "cpu", signal, entry = new URL("./probe-engine.js", import.meta.url) } = options;
  signal?.throwIfAborted();
  // Flags of this process such as --input-type would not suit the other.
  const child = fork(fileURLToPath(entry), [engine, String(process.pid), provider], {
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  try {
    return await answerOf(child, timeout, signal);
  } finally {
    child.kill("SIGKILL");
  }
}

async function answerOf(child: ChildProcess, timeout: number, signal: AbortSignal | undefined): Promise<ProbeAnswer> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => {};
  const early = new Promise<ProbeAnswer>((resolve, reject) => {
    timer = setTimeout(() => resolve(failed(`it gave no answer within ${timeout} seconds`)), timeout * 1000);
    onAbort = () => reject(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([endOf(child), early]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** What the process says, or why it said nothing. */
function endOf(child: ChildProcess): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    let printed = "";
    const fail = (reason: string): void => resolve(failed(reason));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      printed = (printed + text).slice(-2000);
    });
    child.once("message", (message) => {
      if (isAnswer(message)) resolve(message);
      else fail("the process that tried it gave no answer that could be understood");
    });
    child.once("error", (error) => fail(`no process could be started to try it (${error.message})`));
    // After what it printed.
    child.once("close", (code, endedBy) => {
      const last = printed.trim().split("\n").at(-1);
      const end = endedBy ?? `code ${code}`;
      fail(`the process that tried it ended with ${end}${last ? `: ${last.slice(0, 300)}` : ""}`);
    });
  });
}

function failed(reason: string): ProbeAnswer {
  return { works: false, device: undefined, adapterType: undefined, reason };
}

function isAnswer(message: unknown): message is ProbeAnswer {
  return typeof message === "object" && message !== null && typeof (message as ProbeAnswer).works === "boolean";
}
