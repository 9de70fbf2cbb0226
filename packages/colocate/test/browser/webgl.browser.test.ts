import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchArguments } from "../../../../test/support/chromium.ts";
import { findCorners } from "../../src/index.ts";
import type { Result } from "./page/main.ts";

const { executablePath, reason } = findChromium();
/** WebGL without a GPU. */
const softwareGl = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

describe.skipIf(executablePath === undefined)(`in headless Chromium ${reason}`, () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const script = await bundle();
    const args = launchArguments.filter((argument) => argument !== "--disable-gpu");
    browser = await chromium.launch({ executablePath: executablePath as string, args: [...args, ...softwareGl] });
    page = await browser.newPage();
    await page.addScriptTag({ content: script });
  }, 120_000);

  afterAll(() => browser?.close());

  const run = (backend: string): Promise<Result> =>
    page.evaluate((name) => (globalThis as unknown as { run(b: string): Promise<Result> }).run(name), backend);

  test("corners are those of Node", async () => {
    const { corners } = await run("cpu");
    expect(corners).toEqual(Array.from(findCorners({ lat: [16.891], lon: [20.442] }).corners));
  });

  test("values and gradient of the op on WebGL are those of the CPU", async () => {
    const cpu = await run("cpu");
    const webgl = await run("webgl");
    expect(webgl.backend).toBe("webgl");
    for (const part of ["values", "gradient"] as const) {
      expect(webgl[part]).toHaveLength(cpu[part].length);
      for (const [i, value] of cpu[part].entries()) expect(webgl[part][i]).toBeCloseTo(value, 5);
    }
    // Two points share pixel (3, 2) of the second image: their gradients add up, 0.25 * 4 + 1 * 7.
    expect(webgl.gradient[((1 * 5 + 3) * 4 + 2) * 3]).toBeCloseTo(8, 5);
  });
});

/** The page as one script, bundled from the built package as a user would. */
async function bundle(): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry: fileURLToPath(new URL("page/main.ts", import.meta.url)), formats: ["iife"], name: "page" },
    },
  })) as Rolldown.RolldownOutput[];
  const [chunk] = output[0]!.output;
  return chunk.code;
}
