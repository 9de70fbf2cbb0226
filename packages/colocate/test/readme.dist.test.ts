import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readExamples, runExample } from "../../../scripts/readme-examples.mjs";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const examples = readExamples(join(packageFolder, "README.md"));

describe("the examples of the README run as they are", () => {
  // Inside the package, so that "@atcs/colocate" resolves to what was built.
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(packageFolder, ".tmp-readme-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("there are some", () => expect(examples.length).toBeGreaterThan(2));

  test.each(examples)("line $line", (example) => {
    const printed = runExample(example, folder);
    if (example.output !== undefined) expect(printed).toBe(example.output);
  });
});
