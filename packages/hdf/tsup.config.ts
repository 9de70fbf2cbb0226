import type { Options } from "tsup";
import { base, declarations } from "../../scripts/tsup-base.ts";

const entry = { index: "src/index.ts", write: "src/write.ts" };
const worker = { "hdf5-worker": "src/hdf5/worker.ts" };

const options: Options[] = [
  { ...base, entry, dts: { ...declarations, entry: { ...entry, ...worker } }, clean: ["!hdf5-worker.js*"] },
  // One file without chunks: Vite before 8 builds workers as IIFE unless told otherwise, and those cannot have any.
  { ...base, entry: worker, splitting: false, dts: false, clean: false },
];

export default options;
