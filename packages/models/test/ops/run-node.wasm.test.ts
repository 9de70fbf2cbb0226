import { beforeAll, describe } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { registerWasmKernels } from "../../src/wasm-kernels/index.ts";
import { testOperations } from "./support/backend-suite.ts";

describe("on the wasm backend", () => {
  beforeAll(async () => {
    await useBackend("wasm");
    registerWasmKernels();
  }, 60_000);

  testOperations(1e-5);
});
