import type { TrainingRule } from "./rule.ts";

/** The gradient of each input is its own channels of dL/dy. */
export const concat: TrainingRule<"concat"> = ({ name }, values, { inputs }, { onnx }) => ({
  value: onnx.node("Concat", name, values, { axis: 1 }),
  backward: (gradient, wanted, back) => {
    const prefix = `${back.prefix}/${name}`;
    const lengths = onnx.integers(
      `${prefix}/lengths`,
      inputs.map(({ channels }) => channels),
    );
    const parts = inputs.map((_, i) => `${prefix}/input_${i}`);
    const gradients = onnx.nodeOf("Split", `${prefix}/inputs`, [gradient, lengths], parts, { axis: 1 });
    return gradients.map((each, i) => (wanted[i] ? each : undefined));
  },
});
