import { cloudSatBinCount, missingHeight } from "@atcs/colocate";
import type { Attributes, DataArray, Dtype, OperationOptions } from "@atcs/hdf";
import { codesOf } from "./_attributes.ts";
import type { ProfileFile } from "./_profile-file.ts";
import type { DeviationLog } from "./deviations.ts";

/** The cloud scenario of a bin without data. No word of bits 0 to 14 is negative. */
export const scenarioFill = -32768;

/** Metres: the range that CloudSat documents of Height. What is beyond is fill, whatever the attributes say. */
const minHeight = -5000;
const maxHeight = 30_000;

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
  profiles.checkSize(dataset);
  const codes = fillCodes(await profiles.attributes(dataset, options), dtype, profiles.file.fileName, path, log);
  const { data } = await dataset.read([], options);
  return { data: toWords(data, codes, path, log), bins };
}

/** Fill of the scenario by its attributes, else the extreme of its type. */
function fillCodes(attributes: Attributes, dtype: Dtype, file: string, object: string, log: DeviationLog): number[] {
  const names = ["_FillValue", "missing_value", "missing"];
  const codes = names.flatMap((name) => codesOf(attributes, name, { file, object }) ?? []);
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
    if (metres >= minHeight && metres <= maxHeight) height[i] = metres;
    else if (!Number.isNaN(metres) && metres !== missingHeight) outside++;
  }
  if (outside > 0) {
    const found = `${outside} heights that are not in ${minHeight} to ${maxHeight} m, without being fill`;
    log.add("HEIGHT_RANGE", path, { found, assumed: "they are missing", matters: true });
  }
  return height;
}

/** Part of the profiles with an order of heights that must agree for all to be turned round. */
const clearMajority = 2 / 3;

/**
 * Turn all profiles round when heights grow with the index, so that bin 0 is always the highest: that is only likely,
 * not documented. It is decided once for the granule: a profile whose heights disagree is more likely damaged than
 * stored in another way.
 */
export function putHighestFirst(height: Int16Array, scenario: Bins, log: DeviationLog): void {
  const { bins, data } = scenario;
  const count = height.length / bins;
  const orders: Record<HeightOrder, number> = { unknown: 0, falling: 0, rising: 0, mixed: 0 };
  for (let i = 0; i < count; i++) orders[orderOf(height.subarray(i * bins, (i + 1) * bins))]++;
  const { falling, rising, mixed } = orders;
  if (rising + mixed === 0) return;
  const isTurned = rising >= clearMajority * (falling + rising + mixed);
  for (let i = 0; isTurned && i < count; i++) {
    height.subarray(i * bins, (i + 1) * bins).reverse();
    data.subarray(i * bins, (i + 1) * bins).reverse();
  }
  const agree = falling + mixed === 0;
  const others = agree ? "" : `, fall in ${falling}, do neither in ${mixed}`;
  log.add("BIN_ORDER", "Height", {
    found: `heights grow with the index in ${rising} of ${count} profiles${others}`,
    assumed: isTurned
      ? "the same bins, from the highest down"
      : "bins from the highest down in all profiles, as stored",
    matters: !agree,
  });
}

type HeightOrder = "unknown" | "falling" | "rising" | "mixed";

/** How heights of a profile change with the index; not known when most of them are missing. */
function orderOf(heights: Int16Array): HeightOrder {
  let known = 0;
  let ups = 0;
  let downs = 0;
  let last = missingHeight;
  for (const metres of heights) {
    if (metres === missingHeight) continue;
    if (known > 0 && metres > last) ups++;
    if (known > 0 && metres < last) downs++;
    last = metres;
    known++;
  }
  if (2 * known < heights.length || ups + downs === 0) return "unknown";
  if (ups > 0 && downs > 0) return "mixed";
  return ups > 0 ? "rising" : "falling";
}
