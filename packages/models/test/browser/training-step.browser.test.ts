import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchArguments } from "../../../../test/support/chromium.ts";
import type { Task } from "../../src/tasks.ts";
import type { TrainingStep } from "./page/training-step.ts";
import { type OpenPage, openPage } from "./support/open-page.ts";

const { executablePath, reason } = findChromium();

/** WebGL on the processor, by the driver that Chromium brings. */
const webGlArguments = [
  ...launchArguments.filter((argument) => argument !== "--disable-gpu"),
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

interface PageFunctions {
  trainingStep(backend: string, task: Task): Promise<TrainingStep>;
}

describe.skipIf(executablePath === undefined)(`a training step in headless Chromium ${reason}`, () => {
  let opened: OpenPage;

  beforeAll(async () => {
    opened = await openPage(executablePath as string, webGlArguments);
  }, 120_000);

  afterAll(() => opened?.close());

  const trainingStep = (backend: string, task: Task): Promise<TrainingStep> =>
    opened.page.evaluate((given) => (globalThis as unknown as PageFunctions).trainingStep(...given), [
      backend,
      task,
    ] as const);

  test.each(["wasm", "webgl"])(
    "on %s agrees with cpu",
    async (backend) => {
      for (const task of ["seg_3d", "bin_seg_3d"] as const) {
        const [expected, found] = [await trainingStep("cpu", task), await trainingStep(backend, task)];
        expect(found).toMatchObject({ ofNothing: [0, 0], left: 0 });
        expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-4);
        expect(expected.lossAfter).toBeLessThan(0.99 * expected.loss);
        expect(Math.abs(found.lossAfter / expected.lossAfter - 1)).toBeLessThan(1e-3);
        expect(Object.keys(found.gradients)).toEqual(Object.keys(expected.gradients));
        for (const [name, gradient] of Object.entries(expected.gradients)) {
          expect(cosine(found.gradients[name]!, gradient), `${task}, ${name}`).toBeGreaterThanOrEqual(0.999);
        }
      }
      expect(opened.complaints).toEqual([]);
    },
    120_000,
  );

  test("is refused where WebGL has no floats of 32 bits", async () => {
    // tfjs takes its flags from the address.
    await opened.page.goto(`${opened.page.url()}?tfjsflags=WEBGL_RENDER_FLOAT32_ENABLED:false`);
    await opened.page.waitForFunction("typeof trainingStep === 'function'");
    await expect(trainingStep("webgl", "seg_3d")).rejects.toThrow("ModelError: WebGL has no textures of 32-bit floats");
  });
});

function cosine(a: readonly number[], b: readonly number[]): number {
  const product = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}
