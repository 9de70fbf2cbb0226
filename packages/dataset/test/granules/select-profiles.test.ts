import { isColocateError } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import type { CloudLabels } from "../../src/granules/cldclass.ts";
import { openCldclassGranule } from "../../src/granules/cldclass.ts";
import { selectProfiles, usableProfiles } from "../../src/granules/select-profiles.ts";
import { openSyncGranule } from "../../src/granules/sync.ts";
import { smallCldclass, smallCloudSat, smallSync, smallTrack } from "../support/small-track.ts";

/** 4 profiles of 3 bins; the last is all fill. */
async function readLabels(): Promise<CloudLabels> {
  await using granule = await openCldclassGranule(await smallTrack(smallCldclass));
  return await granule.readLabels();
}

describe("selected profiles", () => {
  test("of labels keep their bins, and know their numbers", async () => {
    const labels = await readLabels();
    const selected = selectProfiles(labels, Uint8Array.of(0, 1, 0, 2));
    expect(selected).toEqual({
      count: 2,
      lat: Float64Array.of(11, 13),
      lon: Float64Array.of(20.5, 21.5),
      time: Float64Array.of(101, 103),
      valid: Uint8Array.of(1, 1),
      bins: 3,
      height: Int16Array.of(901, 601, 301, 903, 603, 303),
      scenarioWords: Int16Array.of(4, 5, 6, -32768, -32768, -32768),
      fill: -32768,
      allFill: Uint8Array.of(0, 1),
      elevation: undefined,
      profiles: Int32Array.of(1, 3),
    });
    // What was read stays as it is.
    expect(labels.count).toBe(4);
    expect(labels.lat).toHaveLength(4);
  });

  test("of a selection have the numbers of the granule", async () => {
    const some = selectProfiles(await readLabels(), Uint8Array.of(0, 1, 1, 1));
    expect([...selectProfiles(some, Uint8Array.of(1, 0, 1)).profiles]).toEqual([1, 3]);
  });

  test("of a sync granule have its time differences; those of CloudSat their elevation", async () => {
    await using sync = await openSyncGranule(await smallTrack(smallSync));
    const { timeDifferenceSec } = selectProfiles(await sync.readProfiles(), Uint8Array.of(1, 0, 0, 1));
    expect(timeDifferenceSec).toEqual(Float32Array.of(-120, -60));
    await using cloudsat = await openCldclassGranule(await smallCloudSat());
    const { elevation } = selectProfiles(await cloudsat.readLabels(), Uint8Array.of(0, 1, 0, 1));
    expect(elevation).toEqual(Float32Array.of(340, 12));
  });

  test("may be all, or none", async () => {
    const labels = await readLabels();
    const all = selectProfiles(labels, new Uint8Array(4).fill(1));
    expect(all).toEqual({ ...labels, profiles: Int32Array.of(0, 1, 2, 3) });
    const none = selectProfiles(labels, new Uint8Array(4));
    expect(none).toMatchObject({ count: 0, bins: 3, lat: new Float64Array(0), height: new Int16Array(0) });
    expect(selectProfiles(none, new Uint8Array(0)).count).toBe(0);
  });

  test("a mask of another length is a ShapeError", async () => {
    const labels = await readLabels();
    expect(() => selectProfiles(labels, new Uint8Array(3))).toThrow("the mask has 3 elements: expected 4 profiles");
  });
});

describe("usable profiles", () => {
  test("are on Earth and have a bin with data", async () => {
    const labels = await readLabels();
    expect([...usableProfiles(labels)]).toEqual([1, 1, 1, 0]);
    expect([...usableProfiles({ ...labels, valid: Uint8Array.of(0, 1, 1, 1) })]).toEqual([0, 1, 1, 0]);
    const { count, lat, lon, time, valid } = labels;
    expect([...usableProfiles({ count, lat, lon, time, valid })]).toEqual([1, 1, 1, 1]);
  });

  test("and seen at nearly the same time, where differences are given", async () => {
    const labels = await readLabels();
    const timeDifferenceSec = Float32Array.of(-120, -700, Number.NaN, -60);
    expect([...usableProfiles(labels, { timeDifferenceSec })]).toEqual([1, 0, 0, 0]);
    expect([...usableProfiles(labels, { timeDifferenceSec, maxTimeOffsetSec: 700 })]).toEqual([1, 1, 0, 0]);
    expect([...usableProfiles(labels, { timeDifferenceSec: undefined })]).toEqual([1, 1, 1, 0]);
  });

  test("differences of other profiles are a ShapeError, wrong options a RangeError", async () => {
    const labels = await readLabels();
    const timeDifferenceSec = Float32Array.of(1, 2);
    let thrown: unknown;
    try {
      usableProfiles(labels, { timeDifferenceSec });
    } catch (error) {
      thrown = error;
    }
    expect(isColocateError(thrown, "COLOCATE_SHAPE")).toBe(true);
    const wrong = { timeDifferenceSec: new Float32Array(4), maxTimeOffsetSec: -1 };
    expect(() => usableProfiles(labels, wrong)).toThrow(RangeError);
  });

  test("of no profile are none", () => {
    const empty = new Float64Array(0);
    const track = { count: 0, lat: empty, lon: empty, time: empty, valid: new Uint8Array(0) };
    expect(usableProfiles(track, { timeDifferenceSec: new Float32Array(0) })).toHaveLength(0);
  });
});
