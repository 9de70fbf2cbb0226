import { ModelError } from "../errors.ts";

/** What `startWebGpu` needs beside this package: in one command, so that one failure is enough. */
const install = "npm install webgpu @tensorflow/tfjs-backend-webgpu";

/**
 * For what an import of an optional peer rejects with: `import("webgpu").catch(refuse("webgpu"))`. Bundlers leave an import
 * alone that has a `catch` and cannot be resolved.
 * @returns a function that throws ModelError MODEL_DEVICE, which tells how to install it
 */
export function refuse(name: string): (cause: unknown) => never {
  return (cause) => {
    const { code, message } = cause as { code?: unknown; message?: unknown };
    const problem =
      code === "ERR_MODULE_NOT_FOUND" ? `${name} is not installed` : `${name} cannot be loaded (${String(message)})`;
    throw new ModelError("MODEL_DEVICE", `${problem}: ${install}`, { cause });
  };
}
