import { openKind } from "../sources/open-source.ts";
import { nodeModule } from "../store/_node.ts";
import { openOrigin } from "../store/open-store.ts";
import { InstanceReader } from "./instance-reader.ts";
import { batchBuffers, type FromWorker, type ToWorker, toProblem } from "./worker-protocol.ts";

/** The other thread, in Node or a browser. */
interface Port {
  post(message: FromWorker, transfer?: ArrayBuffer[]): void;
  listen(listener: (message: ToWorker) => void): void;
}

/**
 * Make batches for `AtcsDataset` in this worker. Importing this module does it already; a worker script of your own may
 * call it, so that bundlers do not drop the import as unused. Outside of workers it does nothing.
 */
export function serveBatches(): void {
  const port = serving ? undefined : connect();
  if (port === undefined) return;
  serving = true;
  let reader: Promise<InstanceReader> | undefined;
  const running = new Map<number, AbortController>();
  port.listen((message) => {
    if (message.type === "open") {
      reader = openReader(message);
      // Told to whoever asks for a batch.
      reader.catch(() => {});
    } else if (message.type === "cancel") {
      running.get(message.call)?.abort();
    } else if (reader !== undefined) {
      const control = new AbortController();
      running.set(message.call, control);
      void answer(port, reader, message, control.signal).finally(() => running.delete(message.call));
    }
  });
}

let serving = false;

async function openReader({ origin, kind, recipe }: ToWorker & { type: "open" }): Promise<InstanceReader> {
  return new InstanceReader(await openKind(openOrigin(origin), kind), recipe);
}

async function answer(
  port: Port,
  reader: Promise<InstanceReader>,
  { call, order, memory }: ToWorker & { type: "batch" },
  signal: AbortSignal,
): Promise<void> {
  try {
    const batch = await (await reader).readBatch(order, signal, memory);
    port.post({ type: "batch", call, batch }, batchBuffers(batch));
  } catch (error) {
    port.post({ type: "error", call, problem: toProblem(error) });
  }
}

function connect(): Port | undefined {
  const threads = nodeModule("node:worker_threads");
  if (threads !== undefined) {
    const { parentPort } = threads;
    if (parentPort === null) return undefined;
    return {
      post: (message, transfer) => parentPort.postMessage(message, transfer ?? []),
      listen: (listener) => parentPort.on("message", listener),
    };
  }
  const scope = globalThis as unknown as {
    readonly document?: unknown;
    postMessage?(message: unknown, transfer: ArrayBuffer[]): void;
    addEventListener?(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  };
  if (scope.document !== undefined || scope.postMessage === undefined) return undefined;
  return {
    post: (message, transfer = []) => scope.postMessage?.(message, transfer),
    listen: (listener) => scope.addEventListener?.("message", ({ data }) => listener(data as ToWorker)),
  };
}

serveBatches();
