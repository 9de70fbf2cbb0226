export { AtcsDataset } from "./dataset.ts";
export { DatasetError, type DatasetErrorCode, type DatasetErrorDetails, isDatasetError } from "./errors.ts";
export type { EvaluateOptions, Evaluation, InstancePrediction, InstanceScores, Predictions } from "./evaluate.ts";
export { type Channel, type ChannelOptions, channelCount, channelsOf } from "./fields/channels.ts";
export { type FieldSelection, type ResolveFieldsOptions, resolveFields } from "./fields/resolve-fields.ts";
export { fieldSchemes } from "./fields/schemes.ts";
export { datasetFingerprint, labelsDigest } from "./fingerprint.ts";
export { formatGenerationInfo, generationInfoFile, parseGenerationInfo } from "./layout/generation-info.ts";
export {
  formatInstanceIndex,
  type InstanceIndex,
  instanceInfoFile,
  parseInstanceIndex,
} from "./layout/instance-index.ts";
export { type ReadLabelsOptions, readLabels } from "./layout/read-labels.ts";
export {
  type ClassCounts,
  formatSplit,
  parseSplit,
  type Split,
  splitFile,
  statisticsFile,
} from "./layout/split-file.ts";
export {
  type ChannelStatistics,
  formatStatistics,
  parseStatistics,
  type Statistics,
  type ValueTransform,
} from "./layout/statistics-file.ts";
export { writeLabels } from "./layout/write-labels.ts";
export type { HeightBins } from "./loader/_labels.ts";
export type { NodeWorkerLike, WebWorkerLike, WorkerLike } from "./loader/_start-worker.ts";
export type { BatchesOptions, GetOptions, OpenDatasetOptions, Subset } from "./loader/open-options.ts";
export type { Batch, Instance, LabelArrays } from "./loader/types.ts";
export { type NpyHeader, npyHeader, parseNpyHeader } from "./npy/header.ts";
export { type NpyArray, type ReadNpyOptions, readNpy } from "./npy/read-npy.ts";
export type {
  NumpyArray,
  NumpyArrayOf,
  NumpyData,
  NumpyDtype,
  NumpyTypedArray,
  WritableNumpyArray,
  WritableNumpyDtype,
} from "./npy/types.ts";
export { npyBytes } from "./npy/write-npy.ts";
export { type ReadPickleOptions, readPickle } from "./pickle/read-pickle.ts";
export { isNumpyArray, PickleTuple, type PickleValue, type WritablePickleValue } from "./pickle/types.ts";
export { writePickle } from "./pickle/write-pickle.ts";
export type { ImageLayout, PreprocessOptions } from "./preprocess/options.ts";
export type { OutputChannel } from "./preprocess/output-channels.ts";
export { type OpenedSource, openSource, type SourceKind } from "./sources/open-source.ts";
export type {
  InstanceSource,
  ReadInstanceLabelsOptions,
  StoredChannels,
  StoredImage,
  StraySearch,
} from "./sources/types.ts";
export { type CountClassesOptions, countClasses } from "./split/count-classes.ts";
export { type MakeSplitOptions, makeSplit, orbitOf, type SplitIds } from "./split/make-split.ts";
export { type ComputeStatisticsOptions, computeStatistics } from "./stats/compute-statistics.ts";
export { memoryStore } from "./store/memory-store.ts";
export { type DatasetLocation, openStore } from "./store/open-store.ts";
export type { DatasetStore, ReadOptions, StoreOrigin } from "./store/types.ts";
export { type Task, type TaskShape, taskShape, tasks, taskTargets } from "./tasks.ts";
export type {
  DatasetProjection,
  GenerationInfo,
  InstanceInfo,
  LabelFlag,
  OperationOptions,
  StoredField,
  StoredLabels,
} from "./types.ts";
export type {
  DamagedInstance,
  SplitToValidate,
  StrayFiles,
  ValidatedSplit,
  ValidateOptions,
  ValidateProgress,
  ValidationProblem,
  ValidationReport,
} from "./validate/types.ts";
export { validateDataset } from "./validate/validate-dataset.ts";
