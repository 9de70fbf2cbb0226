import { cloudTypes } from "@atcs/colocate";
import type { Task } from "@atcs/dataset";
import type { Hdf5AttributeInput } from "@atcs/hdf/write";

/** The default of netCDF for float32, which its programs know by heart. */
const floatFill = 2 ** 122 * 1.875;

/** What predictions of a task are in a file. */
export interface OutputVariable {
  readonly name: string;
  readonly dtype: "int8" | "float32";
  /** Where there is no view. */
  readonly fillValue: number;
  readonly attributes: Readonly<Record<string, Hdf5AttributeInput>>;
}

/** Bytes are signed: CF 1.8 has no others. */
const cloudType: OutputVariable = {
  name: "cloud_type",
  dtype: "int8",
  fillValue: -1,
  attributes: {
    long_name: "predicted cloud type, as in CloudSat 2B-CLDCLASS",
    flag_values: Int8Array.from(cloudTypes, ({ id }) => id),
    flag_meanings: cloudTypes.map(({ name }) => name.replaceAll(" ", "_")).join(" "),
    valid_range: Int8Array.of(0, cloudTypes.length - 1),
  },
};

const probability = (of: string): OutputVariable => ({
  name: "cloud_probability",
  dtype: "float32",
  fillValue: floatFill,
  attributes: { long_name: `predicted probability of a cloud ${of}`, units: "1", valid_range: Float32Array.of(0, 1) },
});

/** The variable that holds the predictions of a task. */
export function outputVariable(task: Task): OutputVariable {
  if (task === "seg_3d") return cloudType;
  return probability(task === "bin_seg_3d" ? "in the height bin" : "at any height");
}
