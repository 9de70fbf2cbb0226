import { createLibrary, type Library } from "./library.ts";

let shared: Promise<Library> | undefined;

/** The instance of libhdf5 in this thread, loaded when first needed. @throws Failure */
export function sharedLibrary(): Promise<Library> {
  shared ??= createLibrary(import("h5wasm").then(({ ready }) => ready)).catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}
