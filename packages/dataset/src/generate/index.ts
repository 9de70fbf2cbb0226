export { type GenerationSummary, generateDataset } from "./generate-dataset.ts";
export type { GranuleSkip, SkipReason } from "./granule/skip.ts";
export type { GranuleDeviation } from "./granule/types.ts";
export { type MergeOptions, type MergeSummary, mergeShards } from "./merge-shards.ts";
export type { ContentOptions, GenerateOptions, GenerationArgs, PlanOptions, Shard } from "./options.ts";
export type { GenerationPlan, PlannedFile, PlannedGranule, UnmatchedGranule } from "./plan/types.ts";
export { planGeneration } from "./plan-generation.ts";
export { type GenerationPreview, previewGeneration } from "./preview.ts";
export type { CurrentGranule, GenerationEvent, GenerationProgress } from "./run/types.ts";
