import type { AttributeInputs } from "../../_attribute-values.ts";
import { checkOptions } from "../../_check-options.ts";
import { toTypedArray } from "../../_typed-array.ts";
import { tags } from "../tags.ts";
import { AttributeList } from "./_attributes.ts";
import type { Dimension } from "./_dimensions.ts";
import type { Hdf4Values } from "./_input.ts";
import type { Variable } from "./_sd-interface.ts";
import type { ElementStore } from "./element-store.ts";
import { checkDtype, type Hdf4Dtype, toBigEndian } from "./number-types.ts";

/** Coordinate values and attributes of a dimension. */
export interface Hdf4ScaleOptions<D extends Hdf4Dtype = Hdf4Dtype> {
  readonly dtype: D;
  /** One value for each step of the dimension. @default none: the dimension has attributes only */
  readonly values?: Hdf4Values<D>;
  readonly attributes?: AttributeInputs;
}

/** A coordinate variable: a data set of one dimension, with the dimension's name. */
export interface Scale {
  readonly dimension: Dimension;
  /** Write the values. */
  finish(): Promise<Variable>;
}

/** Check and encode a scale. @throws TypeError, RangeError */
export function encodeScale(store: ElementStore, dimension: Dimension, options: Hdf4ScaleOptions): Scale {
  const { name, size } = dimension;
  const what = `scale of dimension ${JSON.stringify(name)}`;
  checkOptions(what, options, ["dtype", "values", "attributes"]);
  const dtype = checkDtype(options.dtype, what);
  const attributes = new AttributeList(options.attributes, "sd", what);
  const values = options.values === undefined ? null : toTypedArray(dtype, options.values, what);
  if (values !== null && values.length !== size) {
    throw new RangeError(`${what}: got ${values.length} values, expected its size ${size}`);
  }
  const bytes = values === null ? null : toBigEndian(values);
  return { dimension, finish: () => finishScale(store, dimension, dtype, attributes, bytes) };
}

async function finishScale(
  store: ElementStore,
  dimension: Dimension,
  dtype: Hdf4Dtype,
  attributes: AttributeList,
  bytes: Uint8Array | null,
): Promise<Variable> {
  const ref = store.newRef();
  const data = bytes === null || bytes.length === 0 ? null : { tag: tags.scientificData, ref: store.newRef() };
  if (data !== null && bytes !== null) await store.put(data.tag, data.ref, bytes);
  return { name: dimension.name, dtype, dimensions: [dimension], attributes, isScale: true, ref, data };
}
