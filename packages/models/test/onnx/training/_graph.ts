import type { InferenceSession } from "onnxruntime-node";
import type { OnnxGraphBuilder } from "../../../src/onnx/onnx-graph-builder.ts";
import { encodeModel } from "../../../src/onnx/proto/encode-model.ts";
import { openSession } from "../_support.ts";

/** A session of a graph that is no whole model of this package. */
export function openGraph(onnx: OnnxGraphBuilder): Promise<InferenceSession> {
  const opsetImport = [{ domain: "", version: 17 }];
  const graph = onnx.build("test");
  return openSession(
    encodeModel({ irVersion: 8, producerName: "test", docString: "", graph, opsetImport, metadataProps: [] }),
  );
}
