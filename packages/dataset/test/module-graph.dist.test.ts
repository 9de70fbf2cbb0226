import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const dist = new URL("../dist/", import.meta.url);

/** Packages that loading a built file loads, through all its static imports and theirs. */
function packagesOf(file: URL, seen = new Set<string>(), packages = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return packages;
  seen.add(file.href);
  const text = readFileSync(file, "utf8");
  // What esbuild writes: each import begins its own line; dynamic ones are calls.
  for (const [, specifier] of text.matchAll(/^(?:import|export)\b[^;"']*?(?:from\s*)?["']([^"']+)["'];?$/gm)) {
    if (specifier!.startsWith(".")) packagesOf(new URL(specifier!, file), seen, packages);
    else {
      packages.add(specifier!);
      if (specifier!.startsWith("@atcs/")) packagesOf(entryOf(specifier!, file), seen, packages);
    }
  }
  return packages;
}

function entryOf(specifier: string, from: URL): URL {
  const [scope, name, ...path] = specifier.split("/");
  const manifest = createRequire(from).resolve(`${scope}/${name}/package.json`);
  const { exports } = JSON.parse(readFileSync(manifest, "utf8")) as { exports: Record<string, { default: string }> };
  return new URL(exports[path.length === 0 ? "." : `./${path.join("/")}`]!.default, pathToFileURL(manifest));
}

test("loading the root loads neither HDF code, nor tfjs, nor ssh2, nor Node's modules", () => {
  const packages = [...packagesOf(new URL("index.js", dist))];
  expect(packages.filter((name) => name.startsWith("@atcs/"))).toEqual(["@atcs/colocate"]);
  for (const name of packages) expect(name).not.toMatch(/hdf|h5wasm|tensorflow|ssh2|zarrita|^node:/);
});

test("the entry for tensors loads tfjs, and no code for Node or HDF", () => {
  const packages = [...packagesOf(new URL("tf.js", dist))];
  expect(packages).toContain("@tensorflow/tfjs");
  for (const name of packages) expect(name).not.toMatch(/hdf|h5wasm|ssh2|zarrita|^node:/);
});

test("the root loads them only when they are asked for", () => {
  const text = readFileSync(new URL("index.js", dist), "utf8");
  expect(text).toMatch(/import\("\.\/h5-[A-Z0-9]+\.js"\)/);
  expect(text).toMatch(/import\("\.\/zarr-[A-Z0-9]+\.js"\)/);
});

test("the worker of the loader is one file, and loads no HDF code at first", () => {
  const text = readFileSync(fileURLToPath(new URL("loader-worker.js", dist)), "utf8");
  expect(text).not.toMatch(/from "\.\//);
  expect(
    [...packagesOf(new URL("loader-worker.js", dist))].filter((name) => /hdf|h5wasm|tensorflow|ssh2/.test(name)),
  ).toEqual([]);
});

test("no chunk is imported for nothing, of which bundlers warn", () => {
  const bare = readdirSync(dist)
    .filter((name) => name.endsWith(".js"))
    .filter((name) => /^import "/m.test(readFileSync(new URL(name, dist), "utf8")));
  expect(bare).toEqual([]);
});
