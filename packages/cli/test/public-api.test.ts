import { expect, test } from "vitest";
import * as api from "../src/index.ts";

test("what the package exports", () => {
  expect(Object.keys(api).sort()).toEqual(["main"]);
});
