import type { Options } from "tsup";
import { base } from "../../scripts/tsup-base.ts";

const options: Options = {
  ...base,
  external: [/^node:/],
  entry: {
    index: "src/index.ts",
    "gradient-worker": "src/engines/host/worker.ts",
    "probe-engine": "src/engines/probe/main.ts",
  },
};

export default options;
