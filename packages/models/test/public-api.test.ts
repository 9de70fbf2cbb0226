import { expect, test } from "vitest";
import * as root from "../src/index.ts";
import * as node from "../src/node/index.ts";
import * as onnx from "../src/onnx/index.ts";
import * as wasmKernels from "../src/wasm-kernels/index.ts";

// A change here is a change for users: read it before updating, and write a changeset.
test.each([
  ["@atcs/models", root],
  ["@atcs/models/node", node],
  ["@atcs/models/onnx", onnx],
  ["@atcs/models/wasm-kernels", wasmKernels],
])("%s exports these values", (_, entry) => {
  expect(Object.keys(entry).sort()).toMatchSnapshot();
});
