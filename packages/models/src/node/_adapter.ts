/** What the backend runs on. */
export interface WebGpuAdapter {
  /** Such as "NVIDIA H200"; what it tells of itself that comes closest. */
  readonly name: string;
  /** A software adapter is a processor that plays the GPU: right, but slow. */
  readonly type: "hardware" | "software";
  readonly vendor: string;
  readonly architecture: string;
  /** Of the driver. */
  readonly description: string;
  /** Largest tensor, in bytes. */
  readonly maxTensorBytes: number;
}

/** What processors that play the GPU call themselves. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;

export function describeAdapter({ info, limits }: GPUAdapter): WebGpuAdapter {
  const { vendor, architecture, device, description } = info;
  const texts = [description, device, architecture, vendor];
  const software = info.isFallbackAdapter || texts.some((text) => softwareNames.test(text));
  return {
    name: device || description || architecture || vendor || "unknown",
    type: software ? "software" : "hardware",
    vendor,
    architecture,
    description,
    maxTensorBytes: Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize),
  };
}
