import { openCldclassGranule, openSyncGranule } from "@atcs/dataset/granules";
import { MemorySink } from "@atcs/hdf/write";
import { describe, expect, test } from "vitest";
import { writeCldclass, writeParRb2 } from "../../src/granules/caltrack.ts";
import { heightBinCount, profileHeights } from "../../src/granules/height-bins.ts";

const count = 120;
const start = 486_610_096; // 2008-06-03T01:28:10Z
const track = {
  lat: Float64Array.from({ length: count }, (_, i) => 10 + 0.044 * i),
  lon: Float64Array.from({ length: count }, (_, i) => 179.9 + 0.0 * i),
  tai93: Float64Array.from({ length: count }, (_, i) => start + 0.73 * i),
};
const heights = profileHeights(track.tai93);
const scenarioWords = Int16Array.from({ length: count * heightBinCount }, (_, i) => (i % 9) * 2 + 1);
scenarioWords.fill(-32768, 3 * heightBinCount, 4 * heightBinCount);

describe("writeCldclass", () => {
  test("is read without deviations", async () => {
    const granule = await openCldclassGranule(await cldclass(), {
      name: "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
    });
    const labels = await granule.readLabels();
    expect(granule.deviations).toEqual([]);
    expect(granule.start).toEqual({ year: 2008, month: 6, day: 3, hour: 1, minute: 28, second: 10 });
    expect(labels.lat).toEqual(Float64Array.from(track.lat, Math.fround));
    expect(labels.time).toEqual(track.tai93);
    expect(labels.height).toEqual(heights);
    expect(labels.scenarioWords).toEqual(scenarioWords);
    expect([...labels.allFill.keys()].filter((i) => labels.allFill[i] === 1)).toEqual([3]);
    await granule.close();
  });

  test("without words it is a granule without cloud classes", async () => {
    const sink = new MemorySink();
    await writeCldclass(sink, { track, heights, dayNight: "day" });
    const granule = await openCldclassGranule(sink.bytes);
    expect(granule.hasCloudData).toBe(false);
    await granule.close();
  });

  test("gives the same bytes for the same content", async () => {
    expect(await cldclass()).toEqual(await cldclass());
  });
});

test("writeParRb2 is read without deviations", async () => {
  const sink = new MemorySink();
  const timeDifferenceSec = new Float32Array(count).fill(-150);
  await writeParRb2(sink, { track, timeDifferenceSec, dayNight: "night" });
  const name = "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZN.hdf";
  const granule = await openSyncGranule(sink.bytes, { name });
  const profiles = await granule.readProfiles();
  expect(granule.deviations).toEqual([]);
  expect(granule.end).toEqual({ year: 2008, month: 6, day: 3, hour: 1, minute: 29, second: 36 });
  expect(profiles.timeDifferenceSec).toEqual(timeDifferenceSec);
  await granule.close();
});

test("heights fall from the highest bin, by 240 m but for rounding", () => {
  expect(heights).toHaveLength(count * heightBinCount);
  for (let i = 1; i < heightBinCount; i++) expect(heights[i - 1]! - heights[i]!).toBeCloseTo(240, -1);
  expect(heights[0]).toBeGreaterThan(24_000);
  expect(heights[heightBinCount - 1]).toBeGreaterThan(-5000);
});

async function cldclass(): Promise<Uint8Array<ArrayBuffer>> {
  const sink = new MemorySink();
  await writeCldclass(sink, { track, heights, scenarioWords, dayNight: "day" });
  return sink.bytes;
}
