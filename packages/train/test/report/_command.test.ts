import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { commandOf, fieldsText } from "../../src/report/_command.ts";
import { smallConfig } from "../support/run-config.ts";

test("the command has all that a run depends on, as a shell reads it", () => {
  const path = "/data/it's $HOME `x`";
  const command = commandOf({ ...smallConfig, dataset: { ...smallConfig.dataset, path, augment: true } });
  const shown = execFileSync("sh", ["-c", `atcs() { printf '%s\\n' "$@"; }\n${command}`], { encoding: "utf8" });
  const words = shown.trimEnd().split("\n");
  expect(words.slice(0, 4)).toEqual(["train", path, "--out", "RUN"]);
  expect(words).toContain("--augment");
  expect(words).not.toContain("--validity-mask");
  expect(words).not.toContain("--blocks");
  for (const [option, value] of [
    ["--height-bins", "4:9"],
    ["--omit-angles", "0,15"],
    ["--fields", "I670P,thetas"],
    ["--class-weights", "0.5,1.5"],
    ["--learning-rate", "0.001"],
    ["--seed", "0"],
  ]) {
    expect(words[words.indexOf(option!) + 1]).toBe(value);
  }
});

test("fields that are a scheme have its name", () => {
  const fields = ["I490P", "I670P", "I865P", "thetas", "thetav"];
  expect(fieldsText(fields)).toBe("tri1");
  expect(fieldsText(fields.slice(1))).toBe("I670P,I865P,thetas,thetav");
});
