import fc from "fast-check";
import { expect, test } from "vitest";
import { nextEventFile } from "../../src/tensorboard/_file-name.ts";

const name = (seconds: string, number: string): string => `events.out.tfevents.${seconds}.atcs.${number}`;

test.each([
  ["the first", [], name("1700000000", "000000")],
  ["in the same second", [name("1700000000", "000000")], name("1700000000", "000001")],
  ["later", [name("1600000000", "000007")], name("1700000000", "000000")],
  [
    "by a clock that was set back",
    [name("1800000000", "000002"), name("1700000000", "000009")],
    name("1800000000", "000003"),
  ],
  ["beside others", ["notes.txt", "events.out.tfevents.1800000000.host"], name("1700000000", "000000")],
])("%s", (_what, names, expected) => {
  expect(nextEventFile(names, 1_700_000_000.9)).toBe(expected);
});

test("each sorts after all before it, whatever the clock says", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9_999_999_999 }), { maxLength: 12 }), (clock) => {
      const names: string[] = [];
      for (const seconds of clock) names.push(nextEventFile(names.toReversed(), seconds));
      expect(names.toSorted()).toEqual(names);
      expect(new Set(names).size).toBe(names.length);
    }),
  );
});
