export { DatasetError, type DatasetErrorCode, type DatasetErrorDetails, isDatasetError } from "../errors.ts";
export { type Task, type TaskShape, taskShape, tasks, taskTargets } from "../tasks.ts";
export { GroupedScores, type GroupedScoresJson, type GroupedSummary, type Groups } from "./grouped-scores.ts";
export { type PointGroups, type PointProperties, pointGroups } from "./point-groups.ts";
export { type BinaryCounts, type BinaryScores, binaryScores, type Rates } from "./rates.ts";
export { ScoreBoard } from "./score-board.ts";
export type {
  ClassSummary,
  CloudSummary,
  CloudTypeSummary,
  HeightBinSummary,
  ProfileSummary,
  Seg3dSummary,
  Summary,
  SummaryByTask,
} from "./summary.ts";
export type {
  CountsJson,
  PointCounts,
  PredictionByTask,
  ScoreBatch,
  ScoreOptions,
  ScoreSettingsJson,
  ScoresJson,
} from "./types.ts";
