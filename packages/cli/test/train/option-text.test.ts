import { expect, test } from "vitest";
import { optionText } from "../../src/train/option-text.ts";

test.each<[string, unknown, string]>([
  ["batchSize", 16, "--batch-size 16"],
  ["clip", false, "--clip none"],
  ["clip", "published", "--clip published"],
  ["augment", true, "--augment"],
  ["validityMask", false, "--no-validity-mask"],
  ["heightBins", [4, 103], "--height-bins 4:103"],
  ["omitAngles", [], "--omit-angles none"],
  ["omitAngles", [0, 15], "--omit-angles 0,15"],
  ["gamma", undefined, "no --gamma"],
])("%s %j", (name, value, text) => {
  expect(optionText(name, value)).toBe(text);
});

test("a long list is cut off where that is wanted", () => {
  const fields = ["I490P", "I670P", "I865P"];
  expect(optionText("fields", fields)).toBe("--fields I490P,I670P,I865P");
  expect(optionText("fields", fields, 12)).toBe("--fields I490P,I67...");
});
