import { beforeAll, describe } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { testOperations } from "./support/backend-suite.ts";

const { available, reason } = await findWebGpu();

describe.skipIf(!available)(`on the webgpu backend ${reason}`, () => {
  beforeAll(() => useBackend("webgpu"), 60_000);

  testOperations(1e-4);
});
