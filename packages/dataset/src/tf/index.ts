export { type BatchTensors, batchTensors } from "./batch-tensors.ts";
export { type DatasetOfBatchesOptions, datasetOfBatches } from "./dataset-of-batches.ts";
