import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchArguments } from "../../../../test/support/chromium.ts";
import { fixtureBytes, fixtureJson } from "../../../../test/support/fixtures.ts";
import { h5Bytes } from "../hdf5/_truth.ts";
import type { Request, Response } from "./page/main.ts";

const { executablePath, reason } = findChromium();

const pageFolder = fileURLToPath(new URL("./page", import.meta.url));
const scenario = "granules/CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf";
const polder = "granules/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5";

describe.skipIf(executablePath === undefined)(`in headless Chromium ${reason}`, () => {
  const outFolder = mkdtempSync(join(tmpdir(), "atcs-page-"));
  let server: Server;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    // Bundled as a user would: nothing but vite's defaults, from the built package.
    await build({
      root: pageFolder,
      configFile: false,
      logLevel: "error",
      base: "./",
      build: { outDir: outFolder, emptyOutDir: true, target: "es2022", minify: false },
    });
    server = createServer((request, response) => serve(outFolder, request, response)).listen(0, "127.0.0.1");
    browser = await chromium.launch({ executablePath: executablePath as string, args: launchArguments });
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => complaints.push(message.text()));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
    await page.waitForFunction("typeof run === 'function'");
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(outFolder, { recursive: true, force: true });
  });

  const run = (request: Request): Promise<Response> =>
    page.evaluate((given) => (globalThis as unknown as { run(r: Request): Promise<Response> }).run(given), request);

  test("a window of a compressed HDF4 data set in a Blob", async () => {
    const expected = fixtureJson<{ datasets: { name: string; values: number[] }[] }>("hdf4/features/chunk_odd.json");
    const whole = expected.datasets.find((each) => each.name === "plane_deflate")?.values ?? [];
    const response = await run({
      url: "fixtures/hdf4/features/chunk_odd.hdf",
      as: "blob",
      dataset: "plane_deflate",
      selection: [
        [5, 9],
        [3, 30, 2],
      ],
    });
    const window = [5, 6, 7, 8].flatMap((row) => Array.from({ length: 14 }, (_, i) => whole[row * 31 + 3 + 2 * i]));
    expect(response).toMatchObject({ format: "hdf4", shape: [4, 14], values: window });
  });

  test("an HDF4 granule in a Blob and as bytes gives the same as in Node", async () => {
    const { open } = await import("../../src/index.ts");
    const file = await open(fixtureBytes(scenario));
    const expected = Array.from((await file.dataset("cloud_scenario").read([[30, 36], null])).data, Number);
    for (const as of ["blob", "bytes"] as const) {
      const response = await run({
        url: `fixtures/${scenario}`,
        as,
        dataset: "cloud_scenario",
        selection: [[30, 36], null],
      });
      expect(response).toMatchObject({ format: "hdf4", shape: [6, 125], values: expected });
    }
  });

  test("a window of HDF5: a Blob through the worker, bytes on the page", async () => {
    const { open } = await import("../../src/index.ts");
    const file = await open(fixtureBytes(polder));
    const dataset = "Data_Directional_Fields/I670P";
    const selection: Request["selection"] = [[1250, 1253], [3600, 3604], null];
    const expected = Array.from((await file.dataset(dataset).read(selection)).data, Number);
    expect(new Set(expected).size).toBeGreaterThan(10);
    for (const as of ["blob", "bytes"] as const) {
      const response = await run({ url: `fixtures/${polder}`, as, dataset, selection });
      expect(response).toMatchObject({ format: "hdf5", shape: [3, 4, 16], values: expected });
    }
  });

  describe("HDF5 and workers", () => {
    const types: Request = { url: "fixtures/hdf5/types.h5", as: "blob", dataset: "le_i4", selection: [] };
    const content = { format: "hdf5", values: [-(2 ** 31), 0, 1, 2 ** 31 - 1] };
    const countWorkers = async (request: Request): Promise<{ response: Response; workers: number }> => {
      let workers = 0;
      const count = () => workers++;
      page.on("worker", count);
      const response = await run(request);
      page.off("worker", count);
      return { response, workers };
    };

    test.each([
      ["a Blob", types, 1],
      ["bytes", { ...types, as: "bytes" }, 0],
      ["bytes, worker: true", { ...types, as: "bytes", worker: true }, 1],
      ["a Blob, worker: false", { ...types, worker: false }, 0],
      ["a Blob, in a worker of the page", { ...types, worker: "own" }, 1],
    ] satisfies [string, Request, number][])("%s", async (_, request, workers) => {
      expect(await countWorkers(request)).toMatchObject({ response: content, workers });
    });

    test("where the worker's script is missing, a Blob is copied", async () => {
      const pattern = "**/*hdf5-worker*";
      await page.route(pattern, (route) => route.fulfill({ status: 404 }));
      expect(await run(types)).toMatchObject(content);
      expect((await run({ ...types, maxBytes: 1000 })).error).toMatchObject({
        code: "HDF_LIMIT",
        message: expect.stringMatching(/no worker can be started: its script was not found/),
      });
      expect((await run({ ...types, worker: true })).error?.code).toBe("HDF_UNSUPPORTED");
      await page.unroute(pattern);
      // The browser itself reports missing scripts.
      expect(complaints.splice(0).every((text) => text.includes("404"))).toBe(true);
      expect((await countWorkers(types)).workers).toBe(1);
    });
  });

  test("errors are the typed ones", async () => {
    const request: Request = { url: "fixtures/hdf4/broken/good.hdf", as: "path", dataset: "plain", selection: [] };
    expect((await run(request)).error).toMatchObject({
      code: "HDF_UNSUPPORTED",
      message: expect.stringMatching(/Blob/),
    });
    const damaged: Request = {
      ...request,
      url: "fixtures/hdf4/broken/deflate_corrupt.hdf",
      as: "blob",
      dataset: "deflated",
    };
    expect((await run(damaged)).error?.code).toBe("HDF_DAMAGED");
  });

  test("nothing was printed and no error was left uncaught", () => expect(complaints).toEqual([]));
});

/** The built page, and the fixtures below /fixtures/. */
function serve(outFolder: string, request: IncomingMessage, response: ServerResponse): void {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
  const types: Record<string, string> = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };
  try {
    const content = readServed(outFolder, path);
    response.writeHead(200, { "content-type": types[path.split(".").at(-1) ?? ""] ?? "application/octet-stream" });
    response.end(content);
  } catch {
    response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
  }
}

function readServed(outFolder: string, path: string): Uint8Array {
  const [h5, other] = ["/fixtures/hdf5/", "/fixtures/"];
  if (path.startsWith(h5)) return h5Bytes(path.slice(h5.length));
  return path.startsWith(other) ? fixtureBytes(path.slice(other.length)) : readFileSync(join(outFolder, path));
}
