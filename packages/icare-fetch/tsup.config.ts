import type { Options } from "tsup";
import { base } from "../../scripts/tsup-base.ts";

const options: Options = { ...base, platform: "node", entry: { index: "src/index.ts", disk: "src/disk/index.ts" } };

export default options;
