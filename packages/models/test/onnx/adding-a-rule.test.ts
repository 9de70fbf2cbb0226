import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const text = read("docs/guides/adding-an-onnx-rule.md");

const onnx = "packages/models/src/onnx";
/** Where each code block of the page is from, in their order. */
const sources = [
  `${onnx}/training/rules/relu.ts`,
  `${onnx}/training/rules/_relu-gradient.ts`,
  "packages/models/test/onnx/training/rules/relu.test.ts",
  `${onnx}/rules/relu.ts`,
];

test("docs/guides/adding-an-onnx-rule.md shows the code as it is", () => {
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  expect(blocks).toHaveLength(sources.length);
  for (const [i, path] of sources.entries()) expect(read(path), path).toContain(blocks[i]);
});

test("docs/guides/adding-an-onnx-rule.md names files that there are", () => {
  const named = [...text.matchAll(/`([\w./-]+)`/g)].map(([, path]) => path!);
  const whole = named.filter((path) => path.startsWith("packages/"));
  const inTraining = named.filter((path) => /^([a-z]\S*\.ts|\w+\/)$/.test(path) && !path.startsWith("packages/"));
  expect([whole.length, inTraining.length]).toEqual([
    expect.toSatisfy((n: number) => n > 5),
    expect.toSatisfy((n: number) => n > 5),
  ]);
  const paths = [...whole, ...inTraining.map((path) => `${onnx}/training/${path}`)];
  expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
