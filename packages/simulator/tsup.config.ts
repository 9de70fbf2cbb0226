import type { Options } from "tsup";
import { base, declarations } from "../../scripts/tsup-base.ts";

const entry = { index: "src/index.ts" };

const options: Options = {
  ...base,
  platform: "node",
  // The worker is started by its file; nobody imports it.
  entry: { ...entry, "archive-worker": "src/archive/worker.ts" },
  dts: { ...declarations, entry },
};

export default options;
