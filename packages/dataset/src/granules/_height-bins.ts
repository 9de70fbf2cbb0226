import { cloudSatBinCount, missingHeight } from "@atcs/colocate";
import type { Attributes, DataArray, Dtype, OperationOptions } from "@atcs/hdf";
import { numbersOf } from "./_attributes.ts";
import type { ProfileFile } from "./_profile-file.ts";
import type { DeviationLog } from "./deviations.ts";

/** The cloud scenario of a bin without data. No word of bits 0 to 14 is negative. */
export const scenarioFill = -32768;

/** Most height bins of a profile that are not nonsense. */
const maxBins = 1000;

/** An array of [count, bins], by profile. */
export interface Bins {
  readonly data: Int16Array;
  readonly bins: number;
}

/**
 * The words of cloud_scenario, with everything that is fill as {@link scenarioFill}.
 * @throws GranuleLayoutError unless it is an integer array of [count, bins]
 */
export async function readScenario(
  profiles: ProfileFile,
  log: DeviationLog,
  count: number,
  options: OperationOptions,
): Promise<Bins> {
  const dataset = profiles.require("cloud_scenario");
  if (dataset.kind !== "dataset") return profiles.fail("it is a Vdata: expected a data set", dataset.path);
  const { shape, dtype, path } = dataset;
  const [rows, bins = 0, ...rest] = shape;
  if (rows !== count || bins < 1 || bins > maxBins || rest.length > 0) {
    profiles.fail(
      `its shape is (${shape.join(", ")}): expected (${count}, ${cloudSatBinCount}), profiles and height bins`,
      path,
    );
  }
  if (!/^u?int(16|32)$/.test(dtype)) {
    profiles.fail(`it holds elements of type ${dtype}: expected int16, the words of the cloud scenario`, path);
  }
  if (dtype !== "int16") {
    const found = `elements of type ${dtype}, documented is int16`;
    log.add("FIELD_TYPE", path, { found, assumed: "the bits in it", matters: false });
  }
  if (bins !== cloudSatBinCount) {
    log.add("BIN_COUNT", path, {
      found: `${bins} height bins, documented are ${cloudSatBinCount}`,
      assumed: "bins from the highest down",
      matters: false,
    });
  }
  const codes = fillCodes(await profiles.attributes(dataset, options), dtype, profiles.file.fileName, path, log);
  const { data } = await dataset.read([], options);
  return { data: toWords(data, codes, path, log), bins };
}

/** Fill of the scenario by its attributes, else the extreme of its type. */
function fillCodes(attributes: Attributes, dtype: Dtype, file: string, object: string, log: DeviationLog): number[] {
  const names = ["_FillValue", "missing_value", "missing"];
  const codes = names.flatMap((name) => numbersOf(attributes, name, { file, object }) ?? []);
  if (codes.length > 0) return codes;
  const assumed = dtype === "uint16" ? 65535 : scenarioFill;
  log.add("ATTRIBUTE_MISSING", object, {
    found: "no attribute _FillValue",
    assumed: `fill is ${assumed}`,
    matters: true,
  });
  return [assumed];
}

function toWords(raw: DataArray, codes: readonly number[], path: string, log: DeviationLog): Int16Array {
  const words = new Int16Array(raw.length);
  const [first = Number.NaN, ...others] = codes;
  let outside = 0;
  for (let i = 0; i < words.length; i++) {
    const value = raw[i] as number;
    if (value === first || others.includes(value)) words[i] = scenarioFill;
    else if (value >= 0 && value <= 32767) words[i] = value;
    else {
      words[i] = scenarioFill;
      outside++;
    }
  }
  if (outside > 0) {
    const found = `${outside} values that are neither words of 15 bits nor fill (${codes.join(", ")})`;
    log.add("SCENARIO_RANGE", path, { found, assumed: "they are fill", matters: true });
  }
  return words;
}

/**
 * Heights in metres, {@link missingHeight} where there is none.
 * @throws GranuleLayoutError for another shape than that of the scenario
 */
export async function readHeight(
  profiles: ProfileFile,
  log: DeviationLog,
  count: number,
  bins: number,
  options: OperationOptions,
): Promise<Int16Array> {
  const height = new Int16Array(count * bins).fill(missingHeight);
  if (profiles.find("Height") === undefined) {
    const found = "no such data set";
    log.add("FIELD_MISSING", "Height", { found, assumed: `heights are missing (${missingHeight})`, matters: true });
    return height;
  }
  const { path, dtype, shape, values } = await profiles.read("Height", options);
  if (shape.length !== 2 || shape[0] !== count || shape[1] !== bins) {
    profiles.fail(`its shape is (${shape.join(", ")}): expected (${count}, ${bins}), that of cloud_scenario`, path);
  }
  if (dtype !== "int16") {
    const found = `elements of type ${dtype}, documented is int16`;
    log.add("FIELD_TYPE", path, { found, assumed: "metres, rounded", matters: false });
  }
  let outside = 0;
  for (let i = 0; i < height.length; i++) {
    const metres = Math.round(values[i]!);
    if (metres >= -32768 && metres <= 32767) height[i] = metres;
    else if (!Number.isNaN(metres)) outside++;
  }
  if (outside > 0) {
    const found = `${outside} heights beyond 16 bits`;
    log.add("HEIGHT_RANGE", path, { found, assumed: "they are missing", matters: true });
  }
  return height;
}

/**
 * Turn profiles round whose heights grow with the index, so that bin 0 is always the highest: that is only likely, not
 * documented. Profiles without two heights follow the majority.
 */
export function putHighestFirst(height: Int16Array, scenario: Bins, log: DeviationLog): void {
  const { bins, data } = scenario;
  const directions = new Int8Array(height.length / bins).map((_, i) => direction(height, i * bins, bins));
  const rising = directions.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0);
  if (rising === 0) return;
  const falling = directions.reduce((sum, each) => sum + (each < 0 ? 1 : 0), 0);
  for (const [i, each] of directions.entries()) {
    if (each < 0 || (each === 0 && falling >= rising)) continue;
    height.subarray(i * bins, (i + 1) * bins).reverse();
    data.subarray(i * bins, (i + 1) * bins).reverse();
  }
  const found = `heights grow with the index in ${rising} of ${directions.length} profiles`;
  log.add("BIN_ORDER", "Height", { found, assumed: "the same bins, from the highest down", matters: false });
}

/** 1 when heights grow with the index, -1 when they fall, 0 when it is not known. */
function direction(height: Int16Array, start: number, bins: number): number {
  let first = start;
  let last = start + bins - 1;
  while (first < last && height[first] === missingHeight) first++;
  while (first < last && height[last] === missingHeight) last--;
  return Math.sign(height[last]! - height[first]!);
}
