import { describe } from "vitest";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { testLosses } from "./support/backend-suite.ts";

const { available, reason } = await findWebGpu();

describe.skipIf(!available)(`losses on the webgpu backend ${reason}`, () => {
  testLosses("webgpu");
});
