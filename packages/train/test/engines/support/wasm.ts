import { startHostBackend } from "../../../src/engines/start/host-backend.ts";

/** The tests of this file compute on WebAssembly, in this thread. */
export async function useWasm(): Promise<void> {
  await startHostBackend("wasm");
}
