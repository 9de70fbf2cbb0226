import { describe } from "vitest";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { testSmoothness } from "./support/smoothness-suite.ts";

const { available, reason } = await findWebGpu();

describe.skipIf(!available)(`smoothness ${reason}`, () => {
  testSmoothness("webgpu");
});
