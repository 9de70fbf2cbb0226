import { once } from "node:events";
import { Worker } from "node:worker_threads";

/**
 * Asks again and again whether the parent is there, and ends the process when it is gone. On Unix an orphan gets another
 * parent; on Windows nobody answers to the parent's id.
 */
export const watchdogScript: string = `
const { workerData: parent } = require("node:worker_threads");
const isThere = () => {
  if (process.ppid !== parent) return false;
  try {
    return process.kill(parent, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
};
setInterval(() => isThere() || process.kill(process.pid, "SIGKILL"), 500);
`;

/**
 * End this process when its parent is gone, also while its main thread computes or hangs in a driver, and hears of nothing.
 * It does not keep the process alive.
 * @param parent id of the process
 */
export async function endWithParent(parent: number): Promise<void> {
  const worker = new Worker(watchdogScript, { eval: true, workerData: parent, execArgv: [] });
  await once(worker, "online");
  worker.unref();
}
