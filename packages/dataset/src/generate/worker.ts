import { parentPort, workerData } from "node:worker_threads";
import { type GranuleSetup, makeGranule } from "./run/make-granule.ts";
import { type FromWorker, type ToWorker, toPlainError } from "./run/worker-protocol.ts";

// The script of a worker: granules one after another, as the parent asks for them. The parent ends it.

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

parentPort?.on("message", async ({ granule }: ToWorker) => {
  try {
    const onShare = (share: number): void => tell({ kind: "share", share });
    tell({ kind: "done", outcome: await makeGranule(granule, workerData as GranuleSetup, { onShare }) });
  } catch (error) {
    tell({ kind: "failed", error: toPlainError(error) });
  }
});

tell({ kind: "ready" });
