import { expect, test } from "vitest";
import * as granules from "../src/granules/index.ts";

// A change here is a change for users: read it before updating, and write a changeset.
test("@atcs/dataset/granules exports these values", () => {
  expect(Object.keys(granules).sort()).toMatchInlineSnapshot(`
    [
      "FieldNotFoundError",
      "GranuleAttributeError",
      "GranuleError",
      "GranuleLayoutError",
      "NoCloudDataError",
      "isGranuleError",
      "openCldclassGranule",
      "openParasolGranule",
      "openSyncGranule",
      "selectProfiles",
      "toPhysical",
      "usableProfiles",
    ]
  `);
});
