export type { BestThreshold } from "./baselines/best-threshold.ts";
export { type Climatology, climatology } from "./baselines/climatology.ts";
export {
  type PredictClimatologyOptions,
  predictClimatology,
  type WrittenClimatology,
} from "./baselines/predict-climatology.ts";
export type { RunConfig } from "./config/run-config.ts";
export { parseRunConfig } from "./config/run-config-file.ts";
export type { TrainOptions } from "./config/train-options.ts";
export { openSession } from "./engines/open-session.ts";
export { type ChooseOptions, chooseEngine, type EngineChoice } from "./engines/probe/choose-engine.ts";
export { probeEngines } from "./engines/probe/probe-engines.ts";
export type { EngineProbe, ProbeOptions } from "./engines/probe/types.ts";
export type { OnnxProviderSupport } from "./engines/start/onnx-runtime.ts";
export { initialState } from "./engines/state/initial-state.ts";
export {
  type EngineName,
  type EngineSession,
  engineNames,
  type MicroBatch,
  type OnnxProvider,
  onnxProviders,
  type SessionOptions,
  type StepResult,
  type TrainingState,
  type TrainingTask,
} from "./engines/types.ts";
export { isTrainError, TrainError, type TrainErrorCode, type TrainErrorDetails } from "./errors.ts";
export {
  type EvaluatePredictionsOptions,
  evaluatePredictions,
  type WrittenEvaluation,
} from "./evaluate/evaluate-predictions.ts";
export { type EvaluateRunOptions, evaluateRun } from "./evaluate/evaluate-run.ts";
export type { StoredEvaluation } from "./evaluate/evaluation-file.ts";
export type { SubmissionProblem } from "./evaluate/problems.ts";
export type { PredictionModel, PredictionsSettings } from "./evaluate/settings.ts";
export type { SubmissionAbout } from "./leaderboard/about.ts";
export {
  type BuildLeaderboardOptions,
  type BuiltLeaderboard,
  buildLeaderboard,
  type RefusedSubmission,
} from "./leaderboard/build.ts";
export type { LeaderboardEntry, LeaderboardGroup } from "./leaderboard/groups.ts";
export { type LeaderboardMetric, leaderboardMetricNames, leaderboardMetrics } from "./leaderboard/metrics.ts";
export type { Scores } from "./leaderboard/scores.ts";
export type { Submission } from "./leaderboard/submission-file.ts";
export { type MadeSubmission, type SubmitOptions, submit } from "./leaderboard/submit.ts";
export { type Verification, type VerifyOptions, verify } from "./leaderboard/verify.ts";
export { predictDense } from "./predict/dense.ts";
export type { PredictGranuleOptions } from "./predict/granule/options.ts";
export { type GranulePrediction, predictGranule } from "./predict/granule/predict-granule.ts";
export { type PredictOptions, predictLabels, type WrittenPredictions } from "./predict/labels.ts";
export type { PredictionsMeta } from "./predict/predictions-meta.ts";
export { openPredictor, type Predictor, type PredictorOptions } from "./predict/predictor.ts";
export type { CheckpointChoice, ModelDescription } from "./predict/trained-model.ts";
export { type WriteReportOptions, writeReport } from "./report/write-report.ts";
export type { EpochSums, Progress, ScheduleState } from "./run/progress.ts";
export { readRunConfig } from "./run/run-directory.ts";
export { bandSchemes } from "./sweep/band-schemes.ts";
export { keptAngles } from "./sweep/kept-angles.ts";
export { createSweep, readSweep, readSweepOptions } from "./sweep/plan-file.ts";
export { planSweep } from "./sweep/plan-sweep.ts";
export { type RunSweepOptions, runSweep } from "./sweep/run-sweep.ts";
export type { ScoreStatistics } from "./sweep/score-statistics.ts";
export { type SlurmScriptOptions, writeSlurmScript } from "./sweep/slurm-script.ts";
export {
  type ScoreName,
  type SweepRunSummary,
  type SweepSummary,
  type SweepVariantSummary,
  summarizeSweep,
} from "./sweep/summarize-sweep.ts";
export type { SweepEvent, SweepFailure, SweepResult } from "./sweep/sweep-progress.ts";
export type { SweepEntry, SweepOptions, SweepPlan, SweepRun, SweepTrainOptions } from "./sweep/types.ts";
export { writeSweepSummary } from "./sweep/write-summary.ts";
export type { EpochMetrics, TrainEvent, TrainResult } from "./trainer/events.ts";
export type { ResumeOptions, StartOptions } from "./trainer/start-options.ts";
export { Trainer } from "./trainer/trainer.ts";
export type { TrainRunOptions } from "./trainer/watch.ts";
