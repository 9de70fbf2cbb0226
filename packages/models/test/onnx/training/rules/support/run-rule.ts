import type { Tensor } from "onnxruntime-node";
import type { GraphNode, ValueShape } from "../../../../../src/graph/types.ts";
import { OnnxGraphBuilder, type OnnxValue } from "../../../../../src/onnx/onnx-graph-builder.ts";
import { encodeModel } from "../../../../../src/onnx/proto/encode-model.ts";
import { applyTrainingRule } from "../../../../../src/onnx/training/rules/rules.ts";
import type { NumberArray } from "../../../../ops/support/array.ts";
import { floats, runModel } from "../../../_support.ts";

/** Arrays in the layout of ONNX, of parameters in their own shapes. */
export interface RuleResult {
  readonly value: NumberArray;
  readonly ofInputs: readonly (NumberArray | undefined)[];
  readonly ofParameters: Readonly<Record<string, NumberArray>>;
  /** Mean and variance that the rule gave away. */
  readonly moments: readonly NumberArray[];
}

/**
 * Runs the training rule of one node, called "node", and back.
 * @param inputs [B, C, H, W] or [B, C, A, H, W]; the batch is a free dimension
 * @param wanted which inputs' gradients are asked for: all, unless told otherwise
 */
export async function runTrainingRule(
  node: GraphNode,
  inputs: readonly NumberArray[],
  parameters: Readonly<Record<string, NumberArray>>,
  cotangent: NumberArray,
  wanted: readonly boolean[] = inputs.map(() => true),
): Promise<RuleResult> {
  const onnx = new OnnxGraphBuilder();
  const feeds: Record<string, Tensor> = {};
  const outputs = new Set<string>();
  const shapes = { inputs: inputs.map(shapeOf), value: shapeOf(cotangent) };
  const values = inputs.map((array, i) => feed(`input_${i}`, array, true));
  const given = new Map(Object.entries(parameters).map(([name, array]) => [`node/${name}`, array]));
  const own = new Map([...given].map(([name, array]) => [name, feed(name, array, false)]));
  const context = {
    onnx,
    parameter: (name: string) => own.get(name)!,
    shapeOf: (name: string) => given.get(name)!.shape,
    addMoments: (_layer: string, mean: OnnxValue, variance: OnnxValue) => {
      give("mean", mean, 1);
      give("variance", variance, 1);
    },
  };
  const { value, backward } = applyTrainingRule(node, values, shapes, context);
  give("value", value, cotangent.shape.length);
  const gradient = feed("cotangent", cotangent, true);
  const ofInputs = backward(gradient, wanted, {
    prefix: "sum",
    addGradient: (name, each) => give(`gradient/${name}`, each, given.get(name)!.shape.length),
  });
  // Another way back through the same node, whose values must have names of their own.
  backward(gradient, wanted, { prefix: "other", addGradient: () => {} });
  for (const [i, each] of ofInputs.entries()) {
    if (each !== undefined) give(`gradient/${i}`, each, inputs[i]!.shape.length);
  }
  const found = await runModel(encodeModel(modelOf(onnx)), feeds);
  return {
    value: toArray(found.value!),
    ofInputs: inputs.map((_, i) => (outputs.has(`gradient/${i}`) ? toArray(found[`gradient/${i}`]!) : undefined)),
    ofParameters: Object.fromEntries(
      Object.keys(parameters).flatMap((name) => {
        const gradient = found[`gradient/node/${name}`];
        return gradient === undefined ? [] : [[name, toArray(gradient)]];
      }),
    ),
    moments: ["mean", "variance"].flatMap((name) => (outputs.has(name) ? [toArray(found[name]!)] : [])),
  };

  function feed(name: string, { shape, data }: NumberArray, isBatched: boolean): OnnxValue {
    feeds[name] = floats(data, shape);
    return onnx.input(name, "float32", isBatched ? ["batch", ...shape.slice(1)] : shape);
  }

  /** Under a name of its own: a value may be an input itself, or be given twice. */
  function give(name: string, each: OnnxValue, axes: number): void {
    outputs.add(name);
    const dims = Array.from({ length: axes }, (_, axis) => `${name}_${axis}`);
    onnx.output(onnx.node("Identity", name, [each]), "float32", dims);
  }
}

function modelOf(onnx: OnnxGraphBuilder): Parameters<typeof encodeModel>[0] {
  return {
    irVersion: 8,
    producerName: "",
    docString: "",
    graph: onnx.build("test"),
    opsetImport: [{ domain: "", version: 17 }],
    metadataProps: [],
  };
}

function shapeOf({ shape }: NumberArray): ValueShape {
  const [height, width] = shape.slice(-2) as [number, number];
  return { altitude: shape.length === 5 ? shape[2]! : 1, height, width, channels: shape[1]! };
}

function toArray({ dims, data }: Tensor): NumberArray {
  return { shape: dims, data: Float64Array.from(data as Float32Array) };
}
