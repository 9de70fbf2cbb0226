import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

/** What is used of it; it comes with tsup. */
interface Esbuild {
  readonly build: (options: object) => Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>;
}

const require = createRequire(import.meta.url);
const { build } = createRequire(require.resolve("tsup"))("esbuild") as Esbuild;

/** A bundle for Node as it is where the optional peers are not installed: nothing has their names then. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL(".", import.meta.url)), loader: "ts" },
    alias: { webgpu: "webgpu-not-there", "@tensorflow/tfjs-backend-webgpu": "backend-not-there" },
    external: ["@tensorflow/tfjs"],
    conditions: ["@atcs/source"],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}

describe("a bundle without the optional peers", () => {
  test("of @atcs/models/node leaves their imports alone", async () => {
    const text = await bundle('export * from "@atcs/models/node";');
    for (const name of ["webgpu", "@tensorflow/tfjs-backend-webgpu"]) expect(text).toContain(`import("${name}")`);
  });

  test("fails where they are needed", async () => {
    await expect(bundle('import "webgpu";')).rejects.toThrow('Could not resolve "webgpu');
  });
});
