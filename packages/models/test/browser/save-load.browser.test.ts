import { once } from "node:events";
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchArguments } from "../../../../test/support/chromium.ts";
import type { NetworkName } from "../../src/networks/networks.ts";
import type { Result } from "./page/main.ts";

const { executablePath, reason } = findChromium();
const mimeTypes: Record<string, string> = { ".html": "text/html", ".js": "text/javascript" };

interface PageFunctions {
  run(name: NetworkName, url: string): Promise<Result>;
  failure(url: string): Promise<string>;
}

describe.skipIf(executablePath === undefined)(`saving in headless Chromium ${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "atcs-models-page-"));
  let server: Server;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    // Of the sources, as all tests; and without minification, so that stacks can be read.
    await build({
      root: fileURLToPath(new URL("./page", import.meta.url)),
      configFile: false,
      logLevel: "error",
      base: "./",
      resolve: { conditions: ["@atcs/source", "module", "browser", "import", "default"] },
      build: { outDir: folder, emptyOutDir: true, target: "es2022", minify: false },
    });
    // Storage belongs to an origin, so the page has to come from a server.
    server = createServer(({ url = "" }, response) => {
      const type = mimeTypes[extname(url)];
      response.writeHead(type === undefined ? 404 : 200, { "content-type": type ?? "text/plain" });
      if (type === undefined) response.end();
      else
        createReadStream(join(folder, url))
          .on("error", () => response.destroy())
          .pipe(response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    browser = await chromium.launch({ executablePath: executablePath as string, args: launchArguments });
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
    await page.waitForFunction("typeof run === 'function'");
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...given: Parameters<PageFunctions["run"]>): Promise<Result> =>
    page.evaluate((args) => (globalThis as unknown as PageFunctions).run(...args), given);
  const failure = (url: string): Promise<string> =>
    page.evaluate((given) => (globalThis as unknown as PageFunctions).failure(given), url);

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
    expect(complaints).toEqual([]);
  });

  test("a model that is not there, and one that was damaged", async () => {
    expect(await failure("indexeddb://never")).toMatch(/^MODEL_IO indexeddb:\/\/never: it cannot be loaded/);
    await run("single_pixel", "localstorage://third");
    const cut = (keyEnd: string): Promise<void> =>
      page.evaluate((end) => {
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
