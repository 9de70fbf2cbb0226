import { describe } from "vitest";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { testAgainstPyTorch } from "./support/backend-suite.ts";

const { available, reason } = await findWebGpu();

describe.skipIf(!available)(`as PyTorch on the webgpu backend ${reason}`, () => {
  testAgainstPyTorch("webgpu");
});
