import {
  cloudSatBinCount,
  cloudTypes,
  decodeCloudScenario,
  missingHeight,
  unknownLabel,
  usualHeightBins,
} from "@atcs/colocate";
import type { CloudLabels } from "../cldclass.ts";
import type { Deviation } from "../deviations.ts";
import { certain, compare, likely } from "./_finding.ts";
import { shareText } from "./_text.ts";
import type { Finding } from "./types.ts";

/** What heights and cloud classes of all profiles say together. */
export function labelFindings(labels: CloudLabels, deviations: readonly Deviation[]): Finding[] {
  return [...heightFindings(labels, deviations), ...scenarioFindings(labels)];
}

function heightFindings({ height, bins }: CloudLabels, deviations: readonly Deviation[]): Finding[] {
  const deviation = deviations.find(({ code }) => code === "BIN_ORDER");
  const steps: number[] = [];
  for (let i = 0; i + 1 < height.length; i++) {
    if ((i + 1) % bins === 0 || height[i] === missingHeight || height[i + 1] === missingHeight) continue;
    steps.push(height[i]! - height[i + 1]!);
  }
  if (steps.length === 0)
    return [compare("order of bins", "not told: there are no heights", likely("bin 0 is the highest"))];
  const order = deviation === undefined ? "bin 0 is the highest" : deviation.found;
  const thickness = Math.abs(median(steps));
  const tops = profileTops(height, bins);
  return [
    compare("order of bins", order, likely("bin 0 is the highest"), { deviation }),
    compare(
      "thickness of bins",
      `${thickness} m (median)`,
      certain("about 240 m", () => Math.abs(thickness - 240) < 10),
      {
        note: "heights are taken from the file",
      },
    ),
    compare(
      "height of the top bin",
      `${tops.min} to ${tops.max} m`,
      certain("30000 m at most, and it varies", () => tops.min < tops.max),
      {
        note: "heights are taken from the file",
      },
    ),
  ];
}

function profileTops(height: Int16Array, bins: number): { readonly min: number; readonly max: number } {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < height.length; i += bins) {
    if (height[i] === missingHeight) continue;
    min = Math.min(min, height[i]!);
    max = Math.max(max, height[i]!);
  }
  return { min, max };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function scenarioFindings({ scenarioWords, fill, bins, count, allFill }: CloudLabels): Finding[] {
  const { cloudScenario, cloudScenarioFlag } = decodeCloudScenario(scenarioWords, { fill });
  const byType = new Array<number>(cloudTypes.length).fill(0);
  let [filled, noType, undetermined] = [0, 0, 0];
  let [first, last] = [bins, -1];
  for (let i = 0; i < scenarioWords.length; i++) {
    const type = cloudScenario[i]!;
    if (scenarioWords[i] === fill) filled++;
    else if (type === unknownLabel) noType++;
    else {
      byType[type]!++;
      if (cloudScenarioFlag[i] === 0 && type > 0) undetermined++;
      if (type === 0) continue;
      first = Math.min(first, i % bins);
      last = Math.max(last, i % bins);
    }
  }
  const size = scenarioWords.length;
  const known = size - filled;
  const types = cloudTypes
    .map(({ name }, type) => [name, byType[type]!] as const)
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${name} ${shareText(number, known)}`);
  const [start, stop] = usualHeightBins;
  const findings = [
    compare(
      "bins of fill",
      `${shareText(filled, size)}, ${allFill.reduce((sum, one) => sum + one, 0)} of ${count} profiles without any data`,
      undefined,
    ),
    compare("cloud types", types.join(", ") || "no data", undefined),
    compare("words of types 9 to 15", noType === 0 ? "none" : `${noType} bins`, certain("none"), {
      note: "they count as unknown; is this the layout of bits that is assumed?",
      matters: noType > 0,
    }),
    compare("clouds that are not determined", undetermined === 0 ? "none" : `${undetermined} bins`, undefined),
  ];
  if (bins !== cloudSatBinCount || last < 0) return findings;
  const isUsual = first >= start && last < stop;
  findings.push(
    compare(
      "bins with clouds",
      `${first} to ${last}`,
      likely(`within ${start} to ${stop - 1}`, () => isUsual),
      {
        note: `learning takes bins ${start} to ${stop - 1} only`,
      },
    ),
  );
  return findings;
}
