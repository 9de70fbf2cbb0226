import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findPython } from "../../../../test/support/python.ts";
import { readTruth } from "./support/truth.ts";

const { python, reason } = findPython("torch", "numpy");
const script = fileURLToPath(new URL("make-truth.py", import.meta.url));

test.skipIf(python === undefined)(
  `the script makes the numbers that are committed ${reason}`,
  () => {
    const { status, stdout, stderr } = spawnSync(python!, [script], { encoding: "utf8", maxBuffer: 2 ** 26 });
    expect(status, stderr).toBe(0);
    expectSame(JSON.parse(stdout), readTruth(), "truth");
  },
  120_000,
);

/** Versions of PyTorch add up in different orders: numbers to six digits, or next to nothing; all else as it is. */
function expectSame(found: unknown, expected: unknown, path: string): void {
  if (typeof found === "number" && typeof expected === "number") {
    const error = Math.abs(found - expected);
    expect(error, path).toBeLessThanOrEqual(1e-6 * Math.abs(expected) + 1e-9);
  } else if (typeof found === "object" && found !== null && typeof expected === "object" && expected !== null) {
    expect(Object.keys(found), path).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(found)) {
      expectSame(value, (expected as Record<string, unknown>)[key], `${path}.${key}`);
    }
  } else {
    expect(found, path).toEqual(expected);
  }
}
