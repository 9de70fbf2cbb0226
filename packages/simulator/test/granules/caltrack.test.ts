import { openCldclassGranule, openSyncGranule } from "@atcs/dataset/granules";
import { open } from "@atcs/hdf";
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
  const name = "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZN.hdf";
  const granule = await openSyncGranule(await parRb2(), { name });
  const profiles = await granule.readProfiles();
  expect(granule.deviations).toEqual([]);
  expect(granule.end).toEqual({ year: 2008, month: 6, day: 3, hour: 2, minute: 17, second: 36 });
  expect(profiles.timeDifferenceSec).toEqual(timeDifferenceSec);
  await granule.close();
});

test.each(["CLDCLASS", "PAR-RB2"])("every data set of %s is in chunks of 50 profiles", async (product) => {
  await using file = await open(product === "CLDCLASS" ? await cldclass() : await parRb2());
  const datasets = file.children().filter((node) => node.kind === "dataset");
  expect(datasets.map(({ name }) => name)).toEqual([
    ...["Latitude", "Longitude", "Time", "Input_Index", "Colocation_Distance"],
    ...(product === "CLDCLASS" ? ["Height", "cloud_scenario"] : ["Acquisition_Time_Difference"]),
  ]);
  for (const { shape, chunks } of datasets) expect(chunks).toEqual([50, ...shape.slice(1)]);
});

test("a track that is shorter than a chunk", async () => {
  const short = { lat: track.lat.slice(0, 7), lon: track.lon.slice(0, 7), tai93: track.tai93.slice(0, 7) };
  const sink = new MemorySink();
  await writeParRb2(sink, { ...acquisition, track: short, timeDifferenceSec: new Float32Array(7), dayNight: "day" });
  await using file = await open(sink.bytes);
  expect(file.dataset("Input_Index").chunks).toEqual([7, 2]);
  expect((await file.dataset("Time").read()).data).toEqual(short.tai93);
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

async function parRb2(): Promise<Uint8Array<ArrayBuffer>> {
  const sink = new MemorySink();
  await writeParRb2(sink, { ...acquisition, track, timeDifferenceSec, dayNight: "night" });
  return sink.bytes;
}

describe("what is wrong is told, and nothing is left of the file", () => {
  const empty = { lat: new Float64Array(0), lon: new Float64Array(0), tai93: new Float64Array(0) };
  const cld = { ...acquisition, track, heights, dayNight: "day" as const };
  /** The track with another number in profile 60. */
  const moved = (numbers: { readonly lat?: number; readonly tai93?: number }) => ({
    ...track,
    lat: track.lat.map((lat, p) => (p === 60 ? (numbers.lat ?? lat) : lat)),
    tai93: track.tai93.map((time, p) => (p === 60 ? (numbers.tai93 ?? time) : time)),
  });

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
      "writeCldclass: track.lon: expected 120 values, got 1",
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

  test.each<[string, () => Promise<void>, string]>([
    [
      "a profile off the Earth",
      () => writeParRb2("par", { ...acquisition, track: moved({ lat: 91 }), timeDifferenceSec, dayNight: "day" }),
      "writeParRb2: latitude 91 of profile 60",
    ],
    [
      "a time that is none",
      () => writeCldclass("cld", { ...cld, track: moved({ tai93: Number.NaN }) }),
      "writeCldclass: time NaN of profile 60",
    ],
    [
      "times of another type, which would lose seconds",
      () => writeCldclass("cld", { ...cld, track: { ...track, tai93: Float32Array.from(track.tai93) as never } }),
      "writeCldclass: track.tai93: expected a Float64Array, got Float32Array",
    ],
    [
      "differences in a list",
      () =>
        writeParRb2("par", {
          ...acquisition,
          track,
          timeDifferenceSec: [...timeDifferenceSec] as never,
          dayNight: "day",
        }),
      "writeParRb2: timeDifferenceSec: expected a Float32Array, got Array",
    ],
    ["no track", () => writeCldclass("cld", { ...cld, track: undefined as never }), "expected a track, got undefined"],
    [
      "neither day nor night",
      () => writeCldclass("cld", { ...cld, dayNight: "x" as never }),
      'expected dayNight to be "day" or "night", got x',
    ],
  ])("%s", async (_, write, message) => {
    await expect(write()).rejects.toThrow(message);
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
