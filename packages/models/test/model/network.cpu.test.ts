import { beforeAll, describe } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { testNetworks } from "./support/backend-suite.ts";
import { testNumbersThatAreNotFinite } from "./support/finite-suite.ts";

describe("networks on the cpu backend", () => {
  beforeAll(async () => {
    await useBackend("cpu");
  }, 60_000);

  testNetworks(1e-5);
  testNumbersThatAreNotFinite();
});
