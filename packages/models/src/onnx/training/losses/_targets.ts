import { cloudTypeCount, type Task } from "../../../tasks.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";
import type { LossInputs } from "./loss.ts";

/** Classes of bins: int64 [P, K], 0 of an unknown bin, otherwise 1 more than the class. */
export interface Targets {
  readonly codes: OnnxValue;
  readonly onnx: OnnxGraphBuilder;
}

const unknown = 255;
/** Beyond every table. */
const noCode = 2 ** 31;

/**
 * Targets of a task. A cloud in any known bin is a cloud of `bin_seg_2d`; only a point without any known bin is unknown
 * there. What is no cloud type makes a run fail, and so does another number of label points than the logits are of, which
 * could otherwise be taken for all of them.
 */
export function writeTargets({ logits, cloudScenario, onnx }: LossInputs, task: Task): Targets {
  const codes = onnx.integers("loss/codes", codesOfTypes(task));
  // 6: int32
  const types = onnx.node("Cast", "loss/types", [cloudScenario], { to: 6 });
  const given = onnx.node("Gather", "loss/given_codes", [codes, types]);
  const allCodes = onnx.integers("loss/all_codes", [0, ...Array.from({ length: cloudTypeCount }, (_, c) => c + 1)]);
  const checked = onnx.node("Gather", "loss/cloud_types_0_to_8_or_255", [allCodes, given]);
  // The code of a cloud is above that of a clear bin, which is above that of an unknown one.
  const ofBins =
    task === "bin_seg_2d" ? onnx.node("ReduceMax", "loss/point_codes", [checked], { axes: [1], keepdims: 1 }) : checked;
  const points = onnx.node("Shape", "loss/points", [logits], { start: 0, end: 1 });
  const bins = onnx.node("Shape", "loss/bins", [ofBins], { start: 1 });
  const shape = onnx.node("Concat", "loss/bin_shape", [points, bins], { axis: 0 });
  return { codes: onnx.node("Reshape", "loss/codes_of_all_points", [ofBins, shape]), onnx };
}

/** The code of each of the 256 numbers that a cloud type could be. */
function codesOfTypes(task: Task): number[] {
  return Array.from({ length: 256 }, (_, type) => {
    if (type === unknown) return 0;
    if (type >= cloudTypeCount) return noCode;
    return task === "seg_3d" ? type + 1 : 1 + Math.min(type, 1);
  });
}

/** A number of the class of each bin, 0 of unknown bins: [P, 1, K]. */
export function perBin(name: string, { codes, onnx }: Targets, ofClass: readonly number[]): OnnxValue {
  const table = onnx.floats(`${name}/of_classes`, [ofClass.length + 1], Float32Array.of(0, ...ofClass));
  const values = onnx.node("Gather", `${name}/of_bins`, [table, codes]);
  return onnx.node("Unsqueeze", name, [values, onnx.integers(`${name}/class_axis`, [1])]);
}

/**
 * Numbers of all classes by the class of each bin, 0 of unknown bins: [P, classes, K].
 * @param rows those of a bin of each class
 */
export function perClassAndBin(
  name: string,
  { codes, onnx }: Targets,
  rows: readonly (readonly number[])[],
): OnnxValue {
  const classes = rows.length;
  const table = Float32Array.of(...new Array<number>(classes).fill(0), ...rows.flat());
  const values = onnx.floats(`${name}/of_classes`, [classes + 1, classes], table);
  const ofBins = onnx.node("Gather", `${name}/of_bins`, [values, codes]);
  return onnx.node("Transpose", name, [ofBins], { perm: [0, 2, 1] });
}
