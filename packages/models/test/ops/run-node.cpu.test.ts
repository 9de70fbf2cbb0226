import { beforeAll, describe } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { testOperations } from "./support/backend-suite.ts";

describe("on the cpu backend", () => {
  beforeAll(async () => {
    await useBackend("cpu");
  }, 60_000);

  testOperations(1e-5);
});
