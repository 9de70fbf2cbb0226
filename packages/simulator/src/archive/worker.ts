import { parentPort, workerData } from "node:worker_threads";
import { type FromWorker, type ToWorker, toPlainError } from "./_worker-protocol.ts";
import { createGranuleWriter, type WriterSetup } from "./write-granule.ts";

// The script of a worker: granules one after another, as the parent asks for them. The parent ends it.

const writeGranule = createGranuleWriter(workerData as WriterSetup);

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

parentPort?.on("message", async ({ granule }: ToWorker) => {
  try {
    const written = await writeGranule(granule, { onShare: (share) => tell({ kind: "share", share }) });
    tell({ kind: "done", written });
  } catch (error) {
    tell({ kind: "failed", error: toPlainError(error) });
  }
});

tell({ kind: "ready" });
