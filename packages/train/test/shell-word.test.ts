import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shellWord } from "../src/shell-word.ts";

test("any text is one word to a shell, and plain ones stay as they are", () => {
  expect(["/data/a-b_c.npy", "a:b,c=1"].map(shellWord)).toEqual(["/data/a-b_c.npy", "a:b,c=1"]);
  const words = fc
    .sample(fc.string({ maxLength: 12 }), { numRuns: 50, seed: 1 })
    .map((word) => word.replaceAll("\0", ""));
  const all = [...words, "", "it's", "$HOME `x` $(x)", "a\nb", "*", "~"];
  const { stdout } = spawnSync("sh", ["-c", `printf '%s\\0' ${all.map(shellWord).join(" ")}`], { encoding: "utf8" });
  expect(stdout.split("\0").slice(0, -1)).toEqual(all);
});
