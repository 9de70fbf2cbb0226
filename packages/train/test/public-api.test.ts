import { expect, test } from "vitest";
import * as root from "../src/index.ts";

// A change here is a change for users: read it before updating, and write a changeset.
test("@atcs/train exports these values", () => {
  expect(Object.keys(root).sort()).toMatchSnapshot();
});
