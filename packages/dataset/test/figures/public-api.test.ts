import { expect, test } from "vitest";
import * as figures from "../../src/figures/index.ts";

// A change here is a change for users: read it before updating, and write a changeset.
test("@atcs/dataset/figures exports these values", () => {
  expect(Object.keys(figures).sort()).toMatchInlineSnapshot(`
    [
      "cloudMaskClasses",
      "cloudTypeClasses",
      "coverageMap",
      "curtainView",
      "imagePanels",
      "labelCurtain",
      "labelPositions",
      "samplingCalendar",
      "storedTrueColour",
      "trueColour",
      "trueColourChannels",
      "trueColourFields",
    ]
  `);
});
