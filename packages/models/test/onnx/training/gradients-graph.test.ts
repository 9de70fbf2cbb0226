import { expect, test } from "vitest";
import { GraphBuilder } from "../../../src/graph/builder.ts";
import { lossSettings } from "../../../src/losses/loss-settings.ts";
import { gradientsGraph } from "../../../src/onnx/training/gradients-graph.ts";

test("a parameter that gets no gradient is named, instead of a graph that onnxruntime does not open", () => {
  const graph = new GraphBuilder();
  const image = graph.input(3);
  graph.conv("unread", image, 2, 1);
  graph.conv("read", image, 2, 1);
  const head = [{ name: "head", units: 4, relu: false }];
  const network = graph.build(head, { classes: 1, bins: 4, of: "pixel" });
  const loss = lossSettings("the loss", { task: "bin_seg_3d" });
  expect(() => gradientsGraph({ graph: network, channels: 3, bins: 4, loss, size: [2, 2] })).toThrow(
    expect.objectContaining({
      code: "MODEL_ONNX",
      layer: "unread",
      message: expect.stringContaining("unread/kernel gets no gradient of the numerator"),
    }),
  );
});
