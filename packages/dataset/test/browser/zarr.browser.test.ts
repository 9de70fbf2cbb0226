import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchArguments } from "../../../../test/support/chromium.ts";
import { AtcsDataset } from "../../src/dataset.ts";
import { zarrCodecs } from "../../src/zarr/codecs.ts";
import { directorySink } from "../../src/zarr/directory-sink.ts";
import { packDataset } from "../../src/zarr/pack.ts";
import { smallSource } from "../zarr/_small-source.ts";
import type { Request, Response } from "./page/main.ts";

const { executablePath, reason } = findChromium();

describe.skipIf(executablePath === undefined)(`a pack over HTTP, in headless Chromium ${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "atcs-page-"));
  let server: Server;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const requests: { path: string; range: string | undefined }[] = [];

  beforeAll(async () => {
    for (const codec of zarrCodecs) {
      await packDataset({ source: smallSource(), sink: await directorySink(join(folder, `${codec}.zarr`)), codec });
    }
    // Bundled as a user would: nothing but the defaults of vite, from the built package.
    await build({
      root: fileURLToPath(new URL("./page", import.meta.url)),
      configFile: false,
      logLevel: "error",
      base: "./",
      build: { outDir: join(folder, "page"), emptyOutDir: true, target: "es2022", minify: false },
    });
    server = createServer((request, response) => {
      requests.push({ path: request.url ?? "", range: request.headers.range });
      serve(folder, request, response);
    }).listen(0, "127.0.0.1");
    browser = await chromium.launch({ executablePath: executablePath as string, args: launchArguments });
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => complaints.push(message.text()));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/page/index.html`);
    await page.waitForFunction("typeof run === 'function'");
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (request: Request): Promise<Response> =>
    page.evaluate((given) => (globalThis as unknown as { run(r: Request): Promise<Response> }).run(given), request);

  test.each(zarrCodecs)("codec %s gives the same as in Node", async (codec) => {
    const fields = ["I670P", "phi", "Latitude"];
    const options = { fields, normalize: false, subset: "all" } as const;
    await using data = await AtcsDataset.open(join(folder, `${codec}.zarr`), options);
    for await (const batch of data.batches({ batchSize: 3 })) {
      const found = await run({ url: `/${codec}.zarr`, fields });
      expect(found).toMatchObject({ ids: [3, 16, 17], shape: [3, 33, 6, 10] });
      expect(found.values).toEqual(Array.from(batch.sensorInput));
      expect(found.cloudScenario).toEqual(Array.from(batch.cloudScenario));
      expect(found.corners).toEqual(Array.from(batch.corners));
    }
  });

  test.each([1, 2])("%i workers give the same", async (workers) => {
    const request = { url: "/lz4.zarr", fields: ["I670P", "phi", "Latitude"], batchSize: 1 };
    const found = await run({ ...request, workers });
    expect(found).toMatchObject({ ids: [3, 16, 17], shape: [1, 33, 6, 10] });
    expect(found).toEqual(await run(request));
    expect(page.workers()).toHaveLength(0);
  });

  test("workers tell the typed error", async () => {
    const path = join(folder, "none.zarr", "directional", "c", "1", "0", "0", "0");
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, 100));
    const found = await run({ url: "/none.zarr", fields: ["phi"], batchSize: 1, workers: 1 });
    writeFileSync(path, whole);
    expect(found.error).toMatchObject({ code: "DATASET_INSTANCE", message: expect.stringContaining("instance 16") });
  });

  test("of few fields only ranges are fetched", async () => {
    requests.length = 0;
    await run({ url: "/none.zarr", fields: ["phi"] });
    const images = requests.filter(({ path }) => path.includes("/directional/c/"));
    // The index of each shard, and the one field of four; one of the test before may still be on its way.
    expect(new Set(images.map(({ path, range }) => `${path} ${range}`)).size).toBe(6);
    const chunkBytes = 16 * 60 * 2 + 4;
    expect(images.map(({ range }) => range)).toContain(`bytes=${2 * chunkBytes}-${3 * chunkBytes - 1}`);
  });

  test("what is not there is the typed error", async () => {
    expect((await run({ url: "/nothing.zarr", fields: ["phi"] })).error?.code).toBe("DATASET_NOT_FOUND");
    // The browser itself reports what is missing: the split, which is optional, and this.
    expect(complaints.splice(0).every((complaint) => complaint.includes("404"))).toBe(true);
  });

  test("no error was left uncaught", () => expect(complaints).toEqual([]));
});

/** Files by ranges, as any static server. */
function serve(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
  const types: Record<string, string> = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };
  let content: Uint8Array;
  try {
    content = readFileSync(join(folder, path));
  } catch {
    response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
    return;
  }
  const [, first = "0", last = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  if (Number(first) >= content.length && request.headers.range !== undefined) {
    response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
    return;
  }
  const part = content.subarray(Number(first), last === "" ? undefined : Number(last) + 1);
  const range = `bytes ${first}-${Number(first) + part.length - 1}/${content.length}`;
  response.writeHead(request.headers.range === undefined ? 200 : 206, {
    "content-type": types[path.split(".").at(-1) ?? ""] ?? "application/octet-stream",
    "content-length": part.length,
    ...(request.headers.range !== undefined && { "content-range": range }),
  });
  response.end(request.method === "HEAD" ? undefined : part);
}
