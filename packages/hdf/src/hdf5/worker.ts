import { ready } from "h5wasm";
import { nodeModule } from "../source/path.ts";
import { bridgeSource } from "./bridge.ts";
import { Engine } from "./engine.ts";
import { toProblem } from "./failure.ts";
import { createLibrary } from "./library.ts";
import type { Payload } from "./session.ts";
import { takeSnapshot } from "./snapshot.ts";
import { blobSource, bytesSource, cachedSource, pathSource, type SyncSource } from "./sync-source.ts";
import type { FromWorker, ToWorker, WorkerSource } from "./worker-protocol.ts";

/** The other thread, in Node or a browser. */
interface Port {
  post(message: FromWorker, transfer?: ArrayBuffer[]): void;
  listen(listener: (message: ToWorker) => void): void;
}

// This module and what it imports have no dynamic import, and h5wasm alone is left to bundlers: most of them make one file
// of a worker, and some (Vite before 8, as IIFE) cannot make more.
const library = createLibrary(ready);
// Told to whoever opens a file.
library.catch(() => {});

let serving = false;

/**
 * Read HDF5 files for `open` of `@atcs/hdf` in this worker. Importing this module does it already; a worker script of
 * your own may call it, so that bundlers do not drop the import as unused. Outside of workers it does nothing.
 */
export function serveHdf5(): void {
  const port = serving ? undefined : connect();
  if (port === undefined) return;
  serving = true;
  let engine: Engine | undefined;
  port.listen((message) => {
    if (message.type === "read") read(port, engine, message);
    else {
      void open(port, message).then((opened) => {
        engine = opened;
      });
    }
  });
  port.post({ type: "started" });
}

serveHdf5();

async function open(port: Port, { source, maxBytes }: ToWorker & { type: "open" }): Promise<Engine | undefined> {
  try {
    const engine = new Engine(await library, openSource(port, source), maxBytes);
    port.post({ type: "opened", snapshot: takeSnapshot(engine, maxBytes) });
    return engine;
  } catch (error) {
    port.post({ type: "failed", problem: toProblem(error) });
    return undefined;
  }
}

function read(port: Port, engine: Engine | undefined, message: ToWorker & { type: "read" }): void {
  const { call, dataset, slab, fields } = message;
  try {
    const payloads = engine?.read(dataset, slab, fields) ?? [];
    port.post(
      { type: "result", call, payloads },
      payloads.filter(isBytes).map((payload) => payload.buffer),
    );
  } catch (error) {
    port.post({ type: "error", call, problem: toProblem(error) });
  }
}

function isBytes(payload: Payload): payload is Uint8Array<ArrayBuffer> {
  return payload instanceof Uint8Array;
}

function openSource(port: Port, source: WorkerSource): SyncSource {
  switch (source.kind) {
    case "path":
      return pathSource(source.path);
    case "bytes":
      return bytesSource(source.bytes);
    case "blob":
      return cachedSource(blobSource(source.blob));
    case "bridge":
      return cachedSource(bridgeSource(source, (offset, length) => port.post({ type: "bytes", offset, length })));
  }
}

/** The way to the thread that started this one; undefined in a thread that is no worker. */
function connect(): Port | undefined {
  const parent = nodeModule("node:worker_threads")?.parentPort;
  if (parent) {
    return {
      post: (message, transfer) => parent.postMessage(message, transfer),
      listen: (listener) => parent.on("message", listener),
    };
  }
  if (!("DedicatedWorkerGlobalScope" in globalThis)) return undefined;
  const scope = globalThis as unknown as {
    postMessage(message: unknown, transfer?: Transferable[]): void;
    addEventListener(type: "message", listener: (event: MessageEvent<ToWorker>) => void): void;
  };
  return {
    post: (message, transfer) => scope.postMessage(message, transfer),
    listen: (listener) => scope.addEventListener("message", (event) => listener(event.data)),
  };
}
