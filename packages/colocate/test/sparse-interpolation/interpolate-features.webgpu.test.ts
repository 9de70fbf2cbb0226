import { describe } from "vitest";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { testFeatures } from "./support/features-suite.ts";

const { available, reason } = await findWebGpu();

describe.skipIf(!available)(`interpolateFeatures on the webgpu backend ${reason}`, () => {
  testFeatures("webgpu");
});
