import type { Options } from "tsup";
import { base, declarations } from "../../scripts/tsup-base.ts";

// What runs in Node only takes part in the same build, so that all entries share one copy of a class.
const entry = {
  index: "src/index.ts",
  figures: "src/figures/index.ts",
  generate: "src/generate/index.ts",
  "generate-worker": "src/generate/worker.ts",
  granules: "src/granules/index.ts",
  metrics: "src/metrics/index.ts",
  pack: "src/zarr/index.ts",
  tf: "src/tf/index.ts",
};
const worker = { "loader-worker": "src/loader/worker.ts" };

/** Imports of chunks for nothing but their side effects, which there are none of: bundlers warn of them. */
const dropBareImports: NonNullable<Options["plugins"]>[number] = {
  name: "drop-bare-imports",
  // The lines stay, for the source maps.
  renderChunk: (code, { map }) => ({ code: code.replace(/^import "\.\/chunk-\w+\.js";$/gm, ""), map: map ?? null }),
};

const options: Options[] = [
  {
    ...base,
    plugins: [dropBareImports],
    external: [/^node:/],
    entry,
    dts: { ...declarations, entry: { ...entry, ...worker } },
    clean: ["!loader-worker.js*"],
  },
  // One file without chunks: Vite before 8 builds workers as IIFE unless told otherwise, and those cannot have any.
  { ...base, entry: worker, splitting: false, dts: false, clean: false },
];

export default options;
