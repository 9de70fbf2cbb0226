// The thread of a gradient computer, beside the built package: dist/gradient-worker.js.

import { parentPort, workerData } from "node:worker_threads";
import { asFailure, EngineFailure } from "../failure.ts";
import { startHostBackend } from "../start/host-backend.ts";
import { parameterLayout } from "../state/parameter-layout.ts";
import { captureConsole } from "./_captured-console.ts";
import { LocalComputer } from "./local-computer.ts";
import { sharedParameters } from "./shared-parameters.ts";
import { type FromWorker, memoryOf, type ToWorker, toPlainError, type WorkerSetup } from "./worker-protocol.ts";

const port = parentPort!;
const printed = captureConsole();

try {
  const { task, memory, backend } = workerData as WorkerSetup;
  const device = await startHostBackend(backend);
  const layout = parameterLayout(task);
  const computer = await LocalComputer.create(task, layout, sharedParameters(layout, memory), backend);
  printed.take();
  port.on("message", (message: ToWorker) => void answer(computer, message));
  send({ kind: "ready", device });
} catch (error) {
  send({ kind: "failed", error: toPlainError(asFailure(error)) });
}

async function answer(computer: LocalComputer, message: ToWorker): Promise<void> {
  try {
    const found = await compute(computer, message);
    const warning = printed.take();
    if (warning !== "") throw new EngineFailure("lost", `it says: ${warning.trim().slice(0, 500)}`);
    send(found);
  } catch (error) {
    send({ kind: "failed", error: toPlainError(asFailure(error)) });
  }
}

async function compute(computer: LocalComputer, message: ToWorker): Promise<FromWorker> {
  switch (message.kind) {
    case "gradients":
      return { kind: "gradients", result: await computer.gradients(message.batch) };
    case "labels":
      return { kind: "logits", result: await computer.logitsAtLabels(message.batch) };
    case "dense":
      return { kind: "logits", result: await computer.logitsDense(message.images, message.shape) };
  }
}

function send(message: FromWorker): void {
  port.postMessage(message, memoryOf(message));
}
