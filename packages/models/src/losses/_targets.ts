import {
  cast,
  equal,
  greater,
  less,
  logicalAnd,
  max,
  mul,
  oneHot,
  stack,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  zeros,
} from "@tensorflow/tfjs";
import { describeValue } from "../_describe.ts";
import { cloudTypeCount, type Task } from "../tasks.ts";
import { classCount } from "./_check.ts";
import type { CloudScenario } from "./cloud-scenario.ts";

const unknown = 255;

/**
 * Targets of a task: 1 at the class of a bin, and 0 at all classes of an unknown one. A cloud in any known bin is a cloud
 * of `bin_seg_2d`; only a point without any known bin is unknown there.
 *
 * @param shape points and bins of the logits
 * @returns [P, bins, classes], with the 2 classes clear and cloudy in the binary tasks
 * @throws TypeError for what is neither a Uint8Array nor an int32 tensor; RangeError for another number of cloud types than
 * the logits have bins, or what is no cloud type
 */
export function oneHotTargets(cloudScenario: CloudScenario, task: Task, shape: LogitShape): Tensor3D {
  const types = typeTensor(cloudScenario, task, shape);
  if (shape.points === 0) return zeros([0, shape.bins, classCount(task)]);
  if (task === "seg_3d") return cast(oneHot(types, cloudTypeCount), "float32") as Tensor3D;
  const clear = cast(equal(types, 0), "float32");
  const cloudy = cast(logicalAnd(greater(types, 0), less(types, cloudTypeCount)), "float32");
  if (task === "bin_seg_3d") return stack([clear, cloudy], 2) as Tensor3D;
  const anyCloud = max(cloudy, 1, true);
  const onlyClear = mul(max(clear, 1, true), sub(1, anyCloud));
  return stack([onlyClear, anyCloud], 2) as Tensor3D;
}

interface LogitShape {
  readonly points: number;
  readonly bins: number;
}

function typeTensor(cloudScenario: CloudScenario, task: Task, shape: LogitShape): Tensor2D {
  // By its tag, which arrays of another window or frame share.
  const isArray = Object.prototype.toString.call(cloudScenario) === "[object Uint8Array]";
  if (isArray) return uploaded(cloudScenario as Uint8Array, task, shape);
  const types = cloudScenario as Tensor;
  if (typeof types !== "object" || types === null || !Array.isArray(types.shape)) {
    throw new TypeError(`cloudScenario is ${describeValue(types)}: expected a Uint8Array or an int32 tensor`);
  }
  if (types.isDisposed) throw new TypeError("cloudScenario is disposed: expected a tensor that still has its values");
  if (types.dtype !== "int32") throw new TypeError(`cloudScenario is ${types.dtype}: expected int32`);
  const [points, bins] = types.shape;
  if (types.rank === 2 && points === shape.points && fits(bins!, task, shape)) return types as Tensor2D;
  throw new RangeError(`cloudScenario has shape [${types.shape.join(", ")}]: expected ${expectedShape(task, shape)}`);
}

function uploaded(types: Uint8Array, task: Task, shape: LogitShape): Tensor2D {
  const { points } = shape;
  const bins = points === 0 ? shape.bins : types.length / points;
  if (types.length !== points * bins || !fits(bins, task, shape)) {
    throw new RangeError(`cloudScenario has ${types.length} cloud types: expected ${expectedShape(task, shape)}`);
  }
  checkTypes(types, bins);
  return tensor2d(Int32Array.from(types), [points, bins], "int32");
}

function fits(bins: number, task: Task, shape: LogitShape): boolean {
  return task === "bin_seg_2d" ? Number.isInteger(bins) && bins > 0 : bins === shape.bins;
}

function expectedShape(task: Task, { points, bins }: LogitShape): string {
  return task === "bin_seg_2d" ? `[${points}, K]` : `[${points}, ${bins}]`;
}

function checkTypes(types: Uint8Array, bins: number): void {
  for (let i = 0; i < types.length; i++) {
    const type = types[i]!;
    if (type < cloudTypeCount || type === unknown) continue;
    const where = `point ${Math.floor(i / bins)}, bin ${i % bins}`;
    throw new RangeError(`cloudScenario is ${type} at ${where}: expected 0 to 8, or 255 for unknown`);
  }
}
