// The processes of the soak test.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const worker = fileURLToPath(new URL("worker.mjs", import.meta.url));

/**
 * Start a process that fetches everything. `ended` resolves when it is done or was killed, with what it told, and rejects
 * when it failed.
 */
export function startWorker(session) {
  const child = spawn(process.execPath, [worker], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ATCS_SOAK_SESSION: JSON.stringify(session) },
  });
  const told = { fetched: 0, failed: [], memory: [], isDone: false };
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    const message = JSON.parse(line);
    if (message.kind === "memory") told.memory.push(message);
    else if (message.kind === "failed") told.failed.push(message);
    else if (message.kind === "end") told.isDone = true;
    else if (!message.fromCache) told.fetched++;
  });
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (told.isDone || signal === "SIGKILL") resolve(told);
      else reject(new Error(`a process of the soak ended with ${code ?? signal}`));
    });
  });
  return { ended, kill: () => child.kill("SIGKILL") };
}

/** Start it, kill it after a random time, start it again, until it comes to an end by itself. */
export async function runKilled(session, [leastMs, mostMs], random) {
  const failed = [];
  for (let kills = 0; ; kills++) {
    const { ended, kill } = startWorker(session);
    const timer = setTimeout(kill, leastMs + random() * (mostMs - leastMs));
    const told = await ended;
    clearTimeout(timer);
    failed.push(...told.failed);
    if (told.isDone) return { kills, failed };
  }
}
