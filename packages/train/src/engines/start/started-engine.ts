/** What an engine that was started runs on. */
export interface StartedEngine {
  /** The name that tfjs has for it. */
  readonly backend: string;
  /** Such as `NVIDIA H200 (WebGPU)`. */
  readonly device: string;
  /** A software adapter is a processor that plays the GPU: right, but slow. */
  readonly adapterType: "hardware" | "software";
  /** What the device refused since then, whose results are wrong; undefined while all is well. */
  readonly fault: () => Error | undefined;
}
