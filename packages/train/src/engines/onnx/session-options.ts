import type { InferenceSession } from "onnxruntime-node";
import type { OnnxProvider } from "../types.ts";

/** What sessions of onnxruntime compute with. */
export interface OnnxDevice {
  readonly provider: OnnxProvider;
  /** Of the processor, which also computes what another provider cannot. */
  readonly threads: number;
}

/** What a graph does. */
export type GraphKind = "gradients" | "update" | "inference";

/** Options of sessions of onnxruntime; each is there for a reason. */
export function sessionOptions({ provider, threads }: OnnxDevice, kind: GraphKind): InferenceSession.SessionOptions {
  return {
    // The processor follows of itself, for operations that the provider does not have.
    executionProviders: [provider],
    // This thread is one of them: it computes while it waits.
    intraOpNumThreads: threads,
    // A network is a chain: nodes side by side would only share the same cores.
    executionMode: "sequential",
    interOpNumThreads: 1,
    // "all" also gives convolutions a layout of their own. Where weights are constant that makes predictions of simple_conv and
    // unet_2d (D = 64, 100 x 100 pixels) 13 to 17 % faster. In the graph of gradients they are not, and to reorder all that is
    // kept for the way back makes a step 3 to 8 % slower.
    graphOptimizationLevel: kind === "gradients" ? "extended" : "all",
    // Activations are taken and given back in every step: from the system each would be cleared and mapped anew, which made
    // a step of simple_conv (D = 64, two images of 100 x 100) take 1.8 times as long.
    enableCpuMemArena: true,
    // A plan is made, and kept, for every combination of shapes, and label points differ from batch to batch. With it the
    // graph of gradients of this step needs 593 MB in place of 372, and is 4 % faster.
    enableMemPattern: false,
    // What fails is thrown as well.
    logSeverityLevel: 4,
    extra: {
      session: {
        // Between nodes, microseconds apart, threads that sleep come too late. Between runs they must: this thread and
        // those that load then have work to do.
        intra_op: { allow_spinning: "1" },
        force_spinning_stop: "1",
      },
    },
  };
}
