import { backend, env, setBackend, zeros } from "@tensorflow/tfjs";
import { TrainError } from "../../errors.ts";
import { EngineFailure } from "../failure.ts";
import { readyQuietly } from "./backend.ts";
import { loadPeer } from "./optional-peer.ts";

/**
 * Make plain JavaScript, or WebAssembly with the kernels that training needs, the current backend of this thread.
 * @returns what it runs on
 * @throws (rejects with) TrainError TRAIN_ENGINE when it does not start
 */
export async function startHostBackend(name: "wasm" | "cpu"): Promise<string> {
  if (name === "wasm") return startWasm();
  if (!(await setBackend("cpu"))) throw new TrainError("TRAIN_ENGINE", "the engine cpu: tfjs does not have it here");
  await readyQuietly();
  return "JavaScript";
}

async function startWasm(): Promise<string> {
  await loadPeer("wasm", "@tensorflow/tfjs-backend-wasm", () => import("@tensorflow/tfjs-backend-wasm"));
  const { registerWasmKernels } = await import("@atcs/models/wasm-kernels");
  registerWasmKernels();
  if (!(await setBackend("wasm"))) throw new TrainError("TRAIN_ENGINE", "the engine wasm: tfjs could not start it");
  guardMemory();
  const hasSimd = (await env().getAsync("WASM_HAS_SIMD_SUPPORT")) === true;
  return hasSimd ? "WebAssembly SIMD" : "WebAssembly";
}

/** What tfjs can address. */
const mostBytes = 2 ** 31;

type Allocate = ((bytes: number) => number) & { readonly isGuarded?: true };

/**
 * tfjs goes on when memory runs out, at address 0, or beyond 2 GiB at negative ones, and overwrites or misreads the values of
 * other tensors.
 */
function guardMemory(): void {
  // The function replaces itself when it is first called.
  zeros([1]).dispose();
  const { wasm } = backend() as unknown as { wasm: { _malloc: Allocate } };
  const allocate = wasm._malloc;
  if (allocate.isGuarded) return;
  const guarded = (bytes: number): number => {
    // It would take the lower 32 bits of a number for all of it.
    const address = bytes < mostBytes ? allocate(bytes) : 0;
    if (address > 0) return address;
    throw new EngineFailure("memory", `WebAssembly has no room for ${bytes} bytes more`);
  };
  wasm._malloc = Object.assign(guarded, { isGuarded: true as const });
}
