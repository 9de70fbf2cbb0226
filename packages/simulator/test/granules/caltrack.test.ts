import { openCldclassGranule, openSyncGranule } from "@atcs/dataset/granules";
import { MemorySink } from "@atcs/hdf/write";
import { describe, expect, test } from "vitest";
import { writeCldclass, writeParRb2 } from "../../src/granules/caltrack.ts";
import { heightBinCount } from "../../src/granules/height-bins.ts";
import { acquisition, heights, scenarioWords, timeDifferenceSec, track } from "./_caltrack.ts";

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
    await writeCldclass(sink, { ...acquisition, track, heights, dayNight: "day" });
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
  await writeParRb2(sink, { ...acquisition, track, timeDifferenceSec, dayNight: "night" });
  const name = "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZN.hdf";
  const granule = await openSyncGranule(sink.bytes, { name });
  const profiles = await granule.readProfiles();
  expect(granule.deviations).toEqual([]);
  expect(granule.end).toEqual({ year: 2008, month: 6, day: 3, hour: 2, minute: 17, second: 36 });
  expect(profiles.timeDifferenceSec).toEqual(timeDifferenceSec);
  await granule.close();
});

test("heights fall from the highest bin, by 240 m but for rounding", () => {
  expect(heights).toHaveLength(120 * heightBinCount);
  for (let i = 1; i < heightBinCount; i++) expect(heights[i - 1]! - heights[i]!).toBeCloseTo(240, -1);
  expect(heights[0]).toBeGreaterThan(24_000);
  expect(heights[heightBinCount - 1]).toBeGreaterThan(-5000);
});

async function cldclass(): Promise<Uint8Array<ArrayBuffer>> {
  const sink = new MemorySink();
  await writeCldclass(sink, { ...acquisition, track, heights, scenarioWords, dayNight: "day" });
  return sink.bytes;
}

describe("what is wrong is a RangeError, and nothing is left of the file", () => {
  const empty = { lat: new Float64Array(0), lon: new Float64Array(0), tai93: new Float64Array(0) };
  const cld = { ...acquisition, track, heights, dayNight: "day" as const };

  test.each<[string, () => Promise<void>, string]>([
    [
      "heights",
      () => writeCldclass("cld", { ...cld, heights: new Int16Array(3) }),
      "writeCldclass: heights: expected 15000 values, got 3",
    ],
    [
      "words",
      () => writeCldclass("cld", { ...cld, scenarioWords: new Int16Array(125) }),
      "writeCldclass: scenarioWords: expected 15000 values, got 125",
    ],
    [
      "longitudes",
      () => writeCldclass("cld", { ...cld, track: { ...track, lon: new Float64Array(1) } }),
      "writeCldclass: longitudes: expected 120 values, got 1",
    ],
    [
      "no profile",
      () => writeCldclass("cld", { ...cld, track: empty, heights: new Int16Array(0) }),
      "writeCldclass: the track has no profile",
    ],
    [
      "times",
      () => writeCldclass("cld", { ...cld, endTai93: 0 }),
      "writeCldclass: expected beginTai93 and endTai93 in this order, got 486610096 and 0",
    ],
    [
      "differences",
      () => writeParRb2("par", { ...acquisition, track, timeDifferenceSec: new Float32Array(2), dayNight: "day" }),
      "writeParRb2: timeDifferenceSec: expected 120 values, got 2",
    ],
  ])("%s", async (_, write, message) => {
    await expect(write()).rejects.toThrow(new RangeError(message));
  });

  test("a target that fails is aborted", async () => {
    let aborted = 0;
    const target = {
      write: () => Promise.reject(new Error("no")),
      finish: () => {},
      abort: () => {
        aborted++;
      },
    };
    await expect(writeCldclass(target, cld)).rejects.toThrow("cannot be written (no)");
    expect(aborted).toBe(1);
  });
});
