import type * as onnxruntime from "onnxruntime-node";
import { TrainError } from "../../errors.ts";
import type { OnnxProvider } from "../types.ts";
import { onnxProviders } from "../types.ts";
import { installCommand, type LoadModule, loadPeer } from "./optional-peer.ts";

/** What is used of `onnxruntime-node`. */
export type OnnxRuntime = Pick<typeof onnxruntime, "InferenceSession" | "Tensor" | "listSupportedBackends" | "env">;

/** What onnxruntime computes with, and whether its library is in the package; others need libraries of their own. */
export interface OnnxProviderSupport {
  readonly name: OnnxProvider;
  readonly bundled: boolean;
}

/** Releases of onnxruntime-node that work: those of this major version, from this minor one. */
export const supportedRelease = { major: 1, minor: 30 } as const;

/**
 * Load onnxruntime-node. Its native library is loaded too; nothing computes yet.
 * @throws (rejects with) TrainError TRAIN_ENGINE with what to install, when it is missing, cannot be loaded, or is of a release
 * that is too old or too new
 */
export async function loadOnnxRuntime(load?: LoadModule): Promise<OnnxRuntime> {
  const runtime = (await loadPeer("onnx", "onnxruntime-node", load)) as OnnxRuntime;
  const found = runtime.env?.versions?.node;
  const [major = 0, minor = 0] = (found ?? "").split(".").map(Number);
  if (major === supportedRelease.major && minor >= supportedRelease.minor) return runtime;
  const expected = `${supportedRelease.major}.${supportedRelease.minor} or a later ${supportedRelease.major}.x`;
  const problem = `onnxruntime-node is ${found ?? "of an unknown release"}: expected ${expected}`;
  throw new TrainError("TRAIN_ENGINE", `the engine onnx: ${problem}: ${installCommand("onnx")}`);
}

/** Execution providers of this build of onnxruntime that training knows how to use. */
export function supportedProviders(runtime: Pick<OnnxRuntime, "listSupportedBackends">): OnnxProviderSupport[] {
  const found = new Map(runtime.listSupportedBackends().map(({ name, bundled }) => [name, bundled]));
  return onnxProviders.filter((name) => found.has(name)).map((name) => ({ name, bundled: found.get(name)! }));
}

/** @throws TrainError TRAIN_ENGINE that lists the providers that there are */
export function checkProvider(runtime: Pick<OnnxRuntime, "listSupportedBackends">, provider: OnnxProvider): void {
  const supported = supportedProviders(runtime);
  if (supported.some(({ name }) => name === provider)) return;
  const problem = `onnxruntime-node has no execution provider ${provider} on ${process.platform} ${process.arch}`;
  throw new TrainError("TRAIN_ENGINE", `the engine onnx: ${problem}: it has ${providersText(supported)}`);
}

/** Such as `cpu, webgpu; with libraries of its own cuda`. */
export function providersText(providers: readonly OnnxProviderSupport[]): string {
  const names = (bundled: boolean): string =>
    providers
      .filter((each) => each.bundled === bundled)
      .map(({ name }) => name)
      .join(", ");
  const others = names(false);
  return `${names(true)}${others === "" ? "" : `; with libraries of their own ${others}`}`;
}
