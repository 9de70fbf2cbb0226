import { ScoreBoard, type ScoresJson } from "@atcs/dataset/metrics";
import { JsonFields } from "../config/json-fields.ts";
import type { EpochSums, Progress, ScheduleState } from "../run/progress.ts";

/** Before the first batch. */
export const noSums: EpochSums = /* @__PURE__ */ Object.freeze({
  numerator: 0,
  denominator: 0,
  loss: 0,
  batches: 0,
  instances: 0,
  scores: null,
  seconds: 0,
  waitingSeconds: 0,
});

/** Two texts: what a training that is repeated has the same, and the times, which it has not. */
export function formatProgress({ epoch, epochSums, schedule, best }: Progress): {
  readonly progress: string;
  readonly times: string;
} {
  const { seconds, waitingSeconds, ...sums } = epochSums;
  return {
    progress: JSON.stringify({ epoch, epochSums: sums, schedule, best }),
    times: JSON.stringify({ seconds, waitingSeconds }),
  };
}

/**
 * @param refuse makes the error of a problem
 * @throws what it makes, for texts that {@link formatProgress} has not made
 */
export function parseProgress(
  { progress, times }: { readonly progress: string; readonly times: string },
  refuse: (problem: string) => Error,
): Progress {
  const fields = new JsonFields(parse(progress, refuse), refuse, "progress");
  const sums = fields.object("epochSums");
  const best = fields.objectOrNull("best");
  return {
    epoch: fields.integer("epoch", 0),
    epochSums: { ...parseSums(sums, refuse), ...parseTimes(new JsonFields(parse(times, refuse), refuse, "times")) },
    schedule: parseSchedule(fields.object("schedule")),
    best: best === null ? null : { epoch: best.integer("epoch", 1), dice: best.fromZero("dice") },
  };
}

function parseSums(
  fields: JsonFields,
  refuse: (problem: string) => Error,
): Omit<EpochSums, "seconds" | "waitingSeconds"> {
  const isAny = (): boolean => true;
  return {
    numerator: fields.number("numerator", isAny, "a number"),
    denominator: fields.number("denominator", isAny, "a number"),
    loss: fields.number("loss", isAny, "a number"),
    batches: fields.integer("batches", 0),
    instances: fields.integer("instances", 0),
    scores: parseScores(fields.value("scores"), refuse),
  };
}

function parseScores(value: unknown, refuse: (problem: string) => Error): ScoresJson | null {
  if (value === null) return null;
  try {
    return ScoreBoard.fromJSON(value as ScoresJson).toJSON();
  } catch (error) {
    throw refuse(`progress.epochSums.scores are wrong (${(error as Error).message})`);
  }
}

function parseTimes(fields: JsonFields): Pick<EpochSums, "seconds" | "waitingSeconds"> {
  return { seconds: fields.fromZero("seconds"), waitingSeconds: fields.fromZero("waitingSeconds") };
}

function parseSchedule(fields: JsonFields): ScheduleState {
  const best = fields.value("best");
  return {
    learningRate: fields.number("learningRate", (value) => value > 0, "a number above 0"),
    best: best === null ? null : fields.fromZero("best"),
    sinceBest: fields.integer("sinceBest", 0),
  };
}

function parse(text: string, refuse: (problem: string) => Error): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse("its progress is no JSON");
  }
}
