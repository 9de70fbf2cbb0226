import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchArguments } from "../../../../test/support/chromium.ts";
import type { Training } from "./page/onnx-training.ts";
import { type OpenPage, openPage } from "./support/open-page.ts";

const { executablePath, reason } = findChromium();

/** WebGPU on the processor, by the driver that Chromium brings. */
const webGpuArguments = [
  ...launchArguments.filter((argument) => argument !== "--disable-gpu"),
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
];

interface PageFunctions {
  trainOnnx(provider: "wasm" | "webgpu"): Promise<Training>;
  trainTfjs(): Promise<Training>;
}

describe.skipIf(executablePath === undefined)(`training by onnxruntime-web in headless Chromium ${reason}`, () => {
  let opened: OpenPage;

  beforeAll(async () => {
    opened = await openPage(executablePath as string, webGpuArguments);
  }, 120_000);

  afterAll(() => opened?.close());

  test.each(["wasm", "webgpu"] as const)(
    "three steps on %s agree with tfjs",
    async (provider) => {
      const expected = await opened.page.evaluate(() => (globalThis as unknown as PageFunctions).trainTfjs());
      const found = await opened.page.evaluate(
        (given) => (globalThis as unknown as PageFunctions).trainOnnx(given),
        provider,
      );
      expect(found.losses).toHaveLength(3);
      for (const [i, loss] of expected.losses.entries()) {
        expect(Math.abs(found.losses[i]! / loss - 1), `loss of step ${i + 1}`).toBeLessThan(i === 0 ? 1e-5 : 1e-3);
      }
      expect(expected.losses[2]).toBeLessThan(0.99 * expected.losses[0]!);
      expect(distance(found.running, expected.running)).toBeLessThan(1e-3);
      // A gradient of nearly 0 has one sign or the other, and Adam takes the same step for it as for a large one.
      expect(distance(found.change, expected.change)).toBeLessThan(0.05);
      expect(opened.complaints).toEqual([]);
    },
    120_000,
  );
});

/** Of two vectors, as a share of the length of the second. */
function distance(found: readonly number[], expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  return Math.hypot(...found.map((value, i) => value - expected[i]!)) / Math.hypot(...expected);
}
