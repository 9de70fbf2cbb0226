export { isModelError, ModelError, type ModelErrorCode, type ModelErrorPlace } from "./errors.ts";
export { graphParameters, type Initializer, type Parameter } from "./graph/parameters.ts";
export { type ImageSize, valueShapes } from "./graph/shapes.ts";
export type {
  BatchNormReluNode,
  ConcatNode,
  Conv2dNode,
  Conv3dNode,
  ConvTranspose2dNode,
  DenseLayer,
  FitLikeNode,
  GraphNode,
  GraphOutputs,
  InputNode,
  LiftNode,
  MaxPool2dNode,
  NetworkGraph,
  ReluNode,
  ResizeAltitudeNode,
  ResizeLikeNode,
  ValueShape,
} from "./graph/types.ts";
export { registerLayers } from "./layers/register-layers.ts";
export { toLayersModel } from "./layers/to-layers-model.ts";
export {
  type ClassCountOptions,
  effectiveNumberWeights,
  type TrainCounts,
  taskClassCounts,
} from "./losses/class-weights.ts";
export type { CloudScenario } from "./losses/cloud-scenario.ts";
export { type ClassLossOptions, crossEntropy } from "./losses/cross-entropy.ts";
export { type DecisionOptions, decisions, probabilities } from "./losses/decisions.ts";
export { type FocalOptions, focal } from "./losses/focal.ts";
export { type LossKind, type LossOptions, lossKinds } from "./losses/loss-settings.ts";
export { type LossFunction, lossTerms } from "./losses/loss-terms.ts";
export { type LossTerms, lossValue, trainingLoss, type WeightedSmoothness } from "./losses/loss-value.ts";
export { type SmoothnessOptions, smoothness } from "./losses/smoothness.ts";
export { softJaccard } from "./losses/soft-jaccard.ts";
export { createModel, type ModelConfig } from "./model/create-model.ts";
export type { LabelPoints, Numbers } from "./model/label-points.ts";
export { Network } from "./model/network.ts";
export type { ImageLayout, NamedMoments, RunOptions } from "./model/run-options.ts";
export type { NetworkConfig } from "./networks/config.ts";
export { completeConfig, describeNetwork, type NetworkName, networkNames } from "./networks/networks.ts";
export type { OperationOptions } from "./operation-options.ts";
export type { Moments } from "./ops/batch-norm-relu.ts";
export type { ModelPlace } from "./saved/_handlers.ts";
export { loadModel } from "./saved/load-model.ts";
export type { ModelMetadata } from "./saved/metadata.ts";
export { saveModel } from "./saved/save-model.ts";
export { cloudTypeCount, type Task, type TaskOutputs, taskOutputs, tasks } from "./tasks.ts";
