import { version_core } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { installCommand, installedVersions, loadPeer, missingPeer } from "../../../src/engines/start/optional-peer.ts";

test("commands name the version that fits", () => {
  expect(installCommand("cuda")).toBe(`npm install @tensorflow/tfjs-node-gpu@${version_core}`);
  expect(installCommand("node")).toBe(`npm install @tensorflow/tfjs-node@${version_core}`);
  expect(installCommand("webgpu")).toBe(`npm install webgpu @tensorflow/tfjs-backend-webgpu@${version_core}`);
});

test("what is not installed is found without loading anything", () => {
  expect(missingPeer("cuda")).toBe("@tensorflow/tfjs-node-gpu");
  expect(missingPeer("wasm")).toBeUndefined();
  expect(missingPeer("webgpu")).toBeUndefined();
  expect(missingPeer("cpu")).toBeUndefined();
});

test("versions are those that are installed", () => {
  expect(installedVersions("wasm")).toEqual({
    "@tensorflow/tfjs-core": version_core,
    "@tensorflow/tfjs-backend-wasm": version_core,
  });
  expect(installedVersions("node")).toEqual({ "@tensorflow/tfjs-core": version_core });
});

test("a module that is missing, or cannot be loaded, is told with the command", async () => {
  const name = "@tensorflow/tfjs-node";
  const missing = Object.assign(new Error(`Cannot find package '${name}'`), { code: "ERR_MODULE_NOT_FOUND" });
  await expect(loadPeer("node", name, () => Promise.reject(missing))).rejects.toMatchObject({
    code: "TRAIN_ENGINE",
    message: `the engine node: ${name} is not installed: npm install ${name}@${version_core}`,
  });
  const broken = new Error("libtensorflow.so.2: cannot open shared object file\nand more");
  await expect(loadPeer("node", name, () => Promise.reject(broken))).rejects.toMatchObject({
    message: expect.stringMatching(
      /cannot be loaded \(libtensorflow\.so\.2: cannot open shared object file\): npm install/,
    ),
  });
  // One of its own modules is missing.
  const inner = Object.assign(new Error("Cannot find package 'node-pre-gyp'"), { code: "ERR_MODULE_NOT_FOUND" });
  await expect(loadPeer("node", name, () => Promise.reject(inner))).rejects.toMatchObject({
    message: expect.stringMatching(/cannot be loaded \(Cannot find package 'node-pre-gyp'\)/),
  });
  expect(await loadPeer("node", name, async (asked) => ({ asked }))).toEqual({ asked: name });
});
