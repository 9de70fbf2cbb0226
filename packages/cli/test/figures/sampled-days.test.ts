import { expect, test } from "vitest";
import { sampledPeriod } from "../../src/figures/sampled-days.ts";

const days = ["2008-06-01", "2008-06-03"];

test("days that were chosen are there without instances too", () => {
  expect(sampledPeriod(["2008-06-03", "2008-06-03"], { days, args: {} })).toEqual({
    days: [
      { day: "2008-06-01", count: 0 },
      { day: "2008-06-03", count: 2 },
    ],
    from: "2008-06-01",
    to: "2008-06-03",
  });
});

test("the period is that of the arguments", () => {
  const args = { from: "2007-11-27", to: "2009-12-02" };
  expect(sampledPeriod([], { days, args })).toMatchObject(args);
});

test("and wider where days lie outside, or arguments are no days", () => {
  const args = { from: "2008-06-02", to: "2008-06-31" };
  expect(sampledPeriod(["2008-07-09"], { days, args })).toMatchObject({ from: "2008-06-01", to: "2008-07-09" });
  expect(sampledPeriod([], { days, args: { from: 3, to: null } })).toMatchObject({ from: days[0], to: days[1] });
});

test("a dataset that does not tell any day has no period", () => {
  expect(sampledPeriod([], { days: [], args: { from: "2008-06-01" } })).toBeUndefined();
});
