import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const bin = fileURLToPath(new URL("../bin/atcs.js", import.meta.url));

/** A hook that tells the URL of every module that is loaded, on standard error. */
const hook = `export async function load(url, context, next) { process._rawDebug(url); return next(url, context); }`;
const asUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
const register = asUrl(`import { register } from "node:module"; register(${JSON.stringify(asUrl(hook))});`);

/** URLs of the modules, other than Node's own, that a run of the built command loads. */
function modulesOf(...argv: string[]): string[] {
  const script = `"$0" --import "$1" "$2" "\${@:3}" 2>&1 >/dev/null`;
  const told = execFileSync("bash", ["-c", script, process.execPath, register, bin, ...argv], { encoding: "utf8" });
  return told.split("\n").filter((url) => url.startsWith("file:"));
}

const heavy =
  /\/packages\/(dataset|hdf|icare-fetch|models|simulator|train)\/|ssh2|tensorflow|zarrita|h5wasm|resvg|yauzl|\/tar\//;

describe("only what a command needs is loaded", () => {
  test.each([
    [["--version"]],
    [["--help"]],
    [["dump", "--help"]],
    [["generate", "--help"]],
    [["train", "--help"]],
    [["info", "--help"]],
  ])("%j", (argv) => {
    const modules = modulesOf(...argv);
    expect(modules.length).toBeGreaterThan(2);
    expect(modules.filter((url) => heavy.test(url))).toEqual([]);
  });

  test("a file is inspected without granules, SSH or tensors", () => {
    const file = fileURLToPath(new URL("../../hdf/test/fixtures/eos/swath.hdf", import.meta.url));
    const modules = modulesOf("inspect", file);
    expect(modules.filter((url) => url.includes("/packages/hdf/"))).not.toEqual([]);
    expect(modules.filter((url) => /\/packages\/(dataset|icare-fetch|simulator)\//.test(url))).toEqual([]);
  });
});
