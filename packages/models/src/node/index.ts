export type { LoadOptions } from "../saved/_handlers.ts";
export type { WebGpuAdapter } from "./_adapter.ts";
export { type FileSystemHandler, fileSystem } from "./file-system.ts";
export { startWebGpu, type WebGpuOptions } from "./start-web-gpu.ts";
