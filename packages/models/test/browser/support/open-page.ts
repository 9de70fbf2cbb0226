import { once } from "node:events";
import { copyFileSync, createReadStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { build } from "vite";

const mimeTypes: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

export interface OpenPage {
  readonly page: Page;
  /** What it threw and nobody caught. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Bundle the page of these tests, and open it in a browser. */
export async function openPage(executablePath: string, browserArguments: string[]): Promise<OpenPage> {
  const folder = mkdtempSync(join(tmpdir(), "atcs-models-page-"));
  await bundle(folder);
  // Storage belongs to an origin, so the page has to come from a server.
  const server = serve(folder);
  await once(server, "listening");
  const browser = await chromium.launch({ executablePath, args: browserArguments });
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
  await page.waitForFunction("typeof trainingStep === 'function'");
  return {
    page,
    complaints,
    async close() {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Of the sources, as all tests; and without minification, so that stacks can be read. */
async function bundle(folder: string): Promise<void> {
  await build({
    root: fileURLToPath(new URL("../page", import.meta.url)),
    configFile: false,
    logLevel: "error",
    base: "./",
    resolve: { conditions: ["@atcs/source", "module", "browser", "import", "default"] },
    build: { outDir: folder, emptyOutDir: true, target: "es2022", minify: false },
  });
  // Which of them the backend fetches depends on the browser.
  const shipped = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  mkdirSync(join(folder, "wasm"));
  for (const name of readdirSync(shipped).filter((name) => name.endsWith(".wasm"))) {
    copyFileSync(join(shipped, name), join(folder, "wasm", name));
  }
}

function serve(folder: string): Server {
  return createServer(({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    const type = mimeTypes[extname(pathname)];
    response.writeHead(type === undefined ? 404 : 200, { "content-type": type ?? "text/plain" });
    if (type === undefined) response.end();
    else
      createReadStream(join(folder, pathname))
        .on("error", () => response.destroy())
        .pipe(response);
  }).listen(0, "127.0.0.1");
}
