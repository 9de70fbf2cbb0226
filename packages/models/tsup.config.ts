import type { Options } from "tsup";
import { base } from "../../scripts/tsup-base.ts";

const options: Options = {
  ...base,
  external: [/^node:/],
  entry: {
    index: "src/index.ts",
    node: "src/node/index.ts",
    onnx: "src/onnx/index.ts",
    "wasm-kernels": "src/wasm-kernels/index.ts",
  },
};

export default options;
