import { expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { createModel, networkNames } from "../../src/index.ts";
import { exportOnnx } from "../../src/onnx/index.ts";

await useBackend("cpu");
const { python, reason } = findPython("onnx");

/** The library of ONNX itself: it checks nodes, attributes and inferred shapes. */
const script = `
import base64, json, sys
from onnx import checker, load_model_from_string, numpy_helper
model = load_model_from_string(base64.b64decode(sys.stdin.read()))
checker.check_model(model, full_check=True)
dims = lambda value: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
print(json.dumps({
  "inputs": [dims(value) for value in model.graph.input],
  "outputs": [dims(value) for value in model.graph.output],
  "weights": sum(numpy_helper.to_array(t).size for t in model.graph.initializer if t.data_type == 1),
  "metadata": {each.key: each.value for each in model.metadata_props},
}))
`;

test.skipIf(python === undefined)(`onnx.checker accepts all networks${reason && ` (${reason})`}`, async () => {
  for (const name of networkNames) {
    const model = createModel(name, { channels: 3, task: "seg_3d", bins: 4, baseWidth: 4, maxWidth: 8, blocks: 2 });
    for (const output of ["dense", "labels"] as const) {
      const bytes = await exportOnnx(model, { output, batchNorm: "keep", probabilities: true });
      const found = JSON.parse(runPython(python!, script, [], Buffer.from(bytes).toString("base64")));
      const points = [["points"], ["points", 4, 2], ["points", 4]];
      expect(found.inputs).toEqual([["batch", 3, "height", "width"], ...(output === "labels" ? points : [])]);
      expect(found.outputs).toEqual([output === "labels" ? ["points", 9, 4] : ["batch", 9, 4, "height", "width"]]);
      expect(found.weights).toBe(model.countParams());
      expect(found.metadata["atcs.network"]).toBe(name);
    }
    model.dispose();
  }
});
