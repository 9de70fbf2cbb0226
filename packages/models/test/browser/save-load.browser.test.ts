import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchArguments } from "../../../../test/support/chromium.ts";
import type { NetworkName } from "../../src/networks/networks.ts";
import type { Result } from "./page/main.ts";
import { type OpenPage, openPage } from "./support/open-page.ts";

const { executablePath, reason } = findChromium();

interface PageFunctions {
  run(name: NetworkName, url: string): Promise<Result>;
  failure(url: string): Promise<string>;
}

describe.skipIf(executablePath === undefined)(`saving in headless Chromium ${reason}`, () => {
  let opened: OpenPage;

  beforeAll(async () => {
    opened = await openPage(executablePath as string, launchArguments);
  }, 120_000);

  afterAll(() => opened?.close());

  const run = (...given: Parameters<PageFunctions["run"]>): Promise<Result> =>
    opened.page.evaluate((args) => (globalThis as unknown as PageFunctions).run(...args), given);
  const failure = (url: string): Promise<string> =>
    opened.page.evaluate((given) => (globalThis as unknown as PageFunctions).failure(given), url);

  test.each<[NetworkName, string]>([
    ["unet_2d", "indexeddb://first"],
    ["simple_conv", "localstorage://first"],
    ["unet_2_1d", "indexeddb://first"],
  ])("%s comes back from %s", async (name, url) => {
    const result = await run(name, url);
    expect(result).toMatchObject({ name, left: 0 });
    expect(result.outputs).toHaveLength(4 * 9 * 8);
    expect(new Set(result.outputs.map((value) => value.toFixed(3))).size).toBeGreaterThan(50);
    expect(result.loaded).toEqual(result.outputs);
    expect(result.layers !== undefined).toBe(name === "unet_2d");
    for (const [i, value] of (result.layers ?? []).entries()) expect(value).toBeCloseTo(result.outputs[i]!, 5);
    expect(opened.complaints).toEqual([]);
  });

  test("a model that is not there, and one that was damaged", async () => {
    expect(await failure("indexeddb://never")).toMatch(/^MODEL_IO indexeddb:\/\/never: it cannot be loaded/);
    await run("single_pixel", "localstorage://third");
    const cut = (keyEnd: string): Promise<void> =>
      opened.page.evaluate((end) => {
        const key = Object.keys(localStorage).find((name) => name.includes("/third/") && name.endsWith(end))!;
        localStorage.setItem(key, localStorage.getItem(key)!.slice(0, -8));
      }, keyEnd);
    await cut("weight_data");
    expect(await failure("localstorage://third")).toMatch(
      /^MODEL_FORMAT localstorage:\/\/third: its weights have \d+ bytes/,
    );
    await cut("model_topology");
    expect(await failure("localstorage://third")).toMatch(/^MODEL_FORMAT localstorage:\/\/third: it cannot be loaded/);
  });
});
