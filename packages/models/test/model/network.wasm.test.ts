import { beforeAll, describe } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { registerWasmKernels } from "../../src/wasm-kernels/index.ts";
import { testNetworks } from "./support/backend-suite.ts";
import { testNumbersThatAreNotFinite } from "./support/finite-suite.ts";

describe("networks on the wasm backend", () => {
  beforeAll(async () => {
    await useBackend("wasm");
    registerWasmKernels();
  }, 60_000);

  testNetworks(1e-5);
  testNumbersThatAreNotFinite();
});
