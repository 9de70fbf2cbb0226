import { readFile, stat } from "node:fs/promises";
import { TrainError } from "../errors.ts";
import type { EpochMetrics } from "../trainer/events.ts";
import { appendText, ioError, systemCode, writeWhole } from "./write-file.ts";

/** Far more than any training writes. */
const mostBytes = 2 ** 28;

/** Add a line to `metrics.jsonl`. @throws TrainError TRAIN_IO */
export function appendMetrics(file: string, metrics: EpochMetrics): Promise<void> {
  return appendText(file, `${JSON.stringify(metrics)}\n`);
}

/**
 * The lines of `metrics.jsonl`; none when there is no such file. A last line that a process was killed in is passed over.
 * @throws TrainError TRAIN_RUN, naming file and line, for one that is damaged; TRAIN_IO
 */
export async function readMetrics(file: string): Promise<EpochMetrics[]> {
  const lines = (await readText(file)).split("\n");
  // What follows the last line break is no whole line.
  lines.pop();
  return lines.map((line, i) => {
    const metrics = parseLine(line);
    if (metrics !== undefined) return metrics;
    const expected = "expected the metrics of an epoch as JSON; remove the line: only reports miss it";
    throw new TrainError("TRAIN_RUN", `line ${i + 1} is damaged: ${expected}`, { file });
  });
}

/** Remove the lines of later epochs, which are trained again, and one that was cut off. @throws as {@link readMetrics} */
export async function cutMetrics(file: string, epoch: number): Promise<void> {
  const lines = await readMetrics(file);
  const kept = lines.filter((line) => line.epoch <= epoch).map((line) => `${JSON.stringify(line)}\n`);
  if (kept.join("") !== (await readText(file))) await writeWhole(file, kept);
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > mostBytes)
      throw new TrainError("TRAIN_RUN", `it has ${size} bytes: expected at most ${mostBytes}`, { file });
    return await readFile(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "";
    throw ioError(error, file, "read");
  }
}

function parseLine(line: string): EpochMetrics | undefined {
  try {
    const value = JSON.parse(line) as EpochMetrics | null;
    return Number.isSafeInteger(value?.epoch) ? value! : undefined;
  } catch {
    return undefined;
  }
}
