import type { Options } from "tsup";
import { base } from "../../scripts/tsup-base.ts";

const options: Options = { ...base, entry: { granules: "src/granules/index.ts" } };

export default options;
