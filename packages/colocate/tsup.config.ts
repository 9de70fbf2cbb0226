import type { Options } from "tsup";
import { base } from "../../scripts/tsup-base.ts";

const options: Options = {
  ...base,
  entry: { index: "src/index.ts", "sparse-interpolation": "src/sparse-interpolation/index.ts" },
};

export default options;
