import { describe } from "vitest";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { testDecisions } from "./support/decisions-suite.ts";

const { available, reason } = await findWebGpu();

describe.skipIf(!available)(`decisions ${reason}`, () => {
  testDecisions("webgpu");
});
