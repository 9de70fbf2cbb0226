import type { Task } from "../../../tasks.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";

/** Logits [P, classes, K]: the binary tasks have the classes clear, whose logit is 0, and cloudy. */
export function classLogits(logits: OnnxValue, task: Task, onnx: OnnxGraphBuilder): OnnxValue {
  if (task === "seg_3d") return logits;
  const cloudy = onnx.node("Unsqueeze", "loss/cloudy", [logits, onnx.integers("loss/cloudy_axis", [1])]);
  const clear = onnx.node("Sub", "loss/clear", [cloudy, cloudy]);
  return onnx.node("Concat", "loss/class_logits", [clear, cloudy], { axis: 1 });
}

/** The gradient by the logits themselves, of one by {@link classLogits}. @param name of the value, and before others */
export function logitGradient(name: string, gradient: OnnxValue, task: Task, onnx: OnnxGraphBuilder): OnnxValue {
  if (task === "seg_3d") return gradient;
  const ofCloudy = onnx.node("Gather", `${name}/of_cloudy`, [gradient, onnx.integers(`${name}/cloudy`, [1])], {
    axis: 1,
  });
  return onnx.node("Squeeze", name, [ofCloudy, onnx.integers(`${name}/class_axis`, [1])]);
}
