import type { OnnxProviderSupport } from "../start/onnx-runtime.ts";
import type { EngineName, OnnxProvider } from "../types.ts";

/** Whether an engine works here. */
export interface EngineProbe {
  readonly engine: EngineName;
  readonly works: boolean;
  /** What it runs on, as `EngineSession.device`; undefined when it does not start. */
  readonly device: string | undefined;
  /** A software adapter is a processor that plays the GPU: right, but slow. */
  readonly adapterType: "hardware" | "software" | undefined;
  /** Of the packages that it is made of and that are installed. */
  readonly versions: Readonly<Record<string, string>>;
  /** Why it does not work, and what to do; undefined when it does. */
  readonly reason: string | undefined;
  /** Execution providers of onnxruntime, of `onnx` alone and when its library can be loaded. */
  readonly providers?: readonly OnnxProviderSupport[] | undefined;
}

/** What the process that tries an engine says of it. */
export type ProbeAnswer = Pick<EngineProbe, "works" | "device" | "adapterType" | "reason" | "providers">;

/** How engines are tried. */
export interface ProbeOptions {
  /** How long one may take, in seconds; after that it does not work. @default 60 */
  readonly timeout?: number | undefined;
  /** What `onnx` is tried with. @default "cpu" */
  readonly provider?: OnnxProvider | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The script of the process that tries an engine. @default the package's own @internal */
  readonly entry?: URL | undefined;
}
