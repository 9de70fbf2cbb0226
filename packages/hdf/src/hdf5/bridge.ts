import type { SyncSource } from "./sync-source.ts";
import type { BridgeMemory } from "./worker-protocol.ts";

const bridgeBytes = 2 ** 20;
const waiting = 0;
const done = 1;
const failed = 2;

/** Memory for one reader that waits and one that reads for it. */
export function createBridge(): BridgeMemory {
  return { state: new SharedArrayBuffer(4), bytes: new SharedArrayBuffer(bridgeBytes) };
}

/** The waiting side: `request` asks the other thread for bytes. */
export function bridgeSource(
  { size, bridge }: { size: number; bridge: BridgeMemory },
  request: (offset: number, length: number) => void,
): SyncSource {
  const state = new Int32Array(bridge.state);
  const bytes = new Uint8Array(bridge.bytes);
  return {
    size,
    readSync: (offset, target) => {
      for (let at = 0; at < target.length; at += bytes.length) {
        const length = Math.min(bytes.length, target.length - at);
        Atomics.store(state, 0, waiting);
        request(offset + at, length);
        Atomics.wait(state, 0, waiting);
        if (Atomics.load(state, 0) === failed) throw new Error("the Blob cannot be read");
        target.set(bytes.subarray(0, length), at);
      }
    },
    close: () => {},
  };
}

/** The reading side: answer one request. */
export async function answerRequest(bridge: BridgeMemory, blob: Blob, offset: number, length: number): Promise<void> {
  const state = new Int32Array(bridge.state);
  try {
    const bytes = new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
    if (bytes.length !== length) throw new Error(`the Blob gave ${bytes.length} of ${length} bytes`);
    new Uint8Array(bridge.bytes).set(bytes);
    Atomics.store(state, 0, done);
  } catch {
    Atomics.store(state, 0, failed);
  }
  Atomics.notify(state, 0);
}
