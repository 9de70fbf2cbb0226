import { expect, test } from "vitest";
import { DeviationLog } from "../../src/granules/deviations.ts";

test("a deviation is recorded once for each place, the latest finding stands", () => {
  const log = new DeviationLog();
  log.add("VIEW_COUNT_RANGE", "Nviews", { found: "3 pixels", assumed: "no view", matters: true });
  log.add("FIELD_TYPE", "Nviews", { found: "int32", assumed: "its values", matters: false });
  log.add("VIEW_COUNT_RANGE", "Nviews", { found: "5 pixels", assumed: "no view", matters: true });
  expect(log.list()).toEqual([
    { code: "VIEW_COUNT_RANGE", where: "Nviews", found: "5 pixels", assumed: "no view", matters: true },
    { code: "FIELD_TYPE", where: "Nviews", found: "int32", assumed: "its values", matters: false },
  ]);
});
