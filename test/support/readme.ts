import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareExamples, readExamples, runExample } from "../../scripts/readme-examples.mjs";

/**
 * Tests that the examples of a package's README run as they are, and print what it says.
 * @param testFile `import.meta.url` of a test in the package's folder `test`
 * @param timeoutMs of each example
 */
export function testReadmeExamples(testFile: string, timeoutMs = 20_000): void {
  const packageFolder = fileURLToPath(new URL("..", testFile));
  const examples = readExamples(join(packageFolder, "README.md"));

  describe("the examples of the README run as they are", () => {
    // Inside the package, so that its own name resolves to what was built.
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(packageFolder, ".tmp-readme-"));
      prepareExamples(packageFolder, folder);
    }, 120_000);
    afterAll(() => rmSync(folder, { recursive: true }));

    test("there are some", () => expect(examples.length).toBeGreaterThan(2));

    test.each(examples)(
      "line $line",
      (example) => {
        const printed = runExample(example, folder);
        if (example.output !== undefined) expect(printed).toBe(example.output);
      },
      timeoutMs,
    );
  });
}
