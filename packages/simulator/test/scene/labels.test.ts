import { decodeCloudScenario } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import { heightBinCount } from "../../src/granules/height-bins.ts";
import { halfOrbit } from "../../src/orbit/half-orbits.ts";
import { profileTrack } from "../../src/orbit/profile-track.ts";
import { sceneLabels } from "../../src/scene/labels.ts";
import { fakeWorld, layer } from "./_fake-world.ts";

const orbit = halfOrbit(80, 176);
const rain = fakeWorld((lat, _lon, columns, i) => {
  if (Math.abs(lat) > 1) layer(columns, i, 2, { type: 7, baseM: 800, topM: 7000, tau: 30, ice: 1 });
  else layer(columns, i, 2, { type: 5, baseM: 800, topM: 1400, tau: 20, ice: 0 });
});

/** Words of the profiles within some latitudes, without those that lost bins. */
function decode(latRange: readonly [number, number]) {
  const track = profileTrack(orbit, { latRange });
  const { heights, scenarioWords } = sceneLabels(rain, "granule", track, orbit.nodeTai93);
  const scenario = decodeCloudScenario(scenarioWords);
  const bins = Array.from(heights, (height, i) => ({
    height,
    type: scenario.cloudScenario[i]!,
    determined: scenario.cloudScenarioFlag[i]!,
    latitude: scenario.latitudeFlag[i]!,
    surface: scenario.landSeaFlag[i]!,
    quality: scenario.qualityFlag[i]!,
    precipitation: scenario.precipitationFlag[i]!,
  }));
  return { bins: bins.filter(({ type }) => type !== 255), profiles: bins.length / heightBinCount };
}

describe("cloud scenarios", () => {
  test("know the clouds, and nothing below the ground", () => {
    for (const { height, type, determined } of decode([2, 3]).bins) {
      expect(type).toBe(height >= 800 && height < 7000 ? 7 : 0);
      expect(determined).toBe(height > 0 ? 1 : 0);
    }
  });

  test("are confident above the clutter of the ground", () => {
    for (const { height, quality } of decode([2, 3]).bins) expect(quality).toBe(height > 1200 ? 1 : 0);
  });

  test("have rain in the tropics, snow in polar winter, and drizzle below thick stratocumulus", () => {
    const of = (latRange: readonly [number, number]): Set<number> =>
      new Set(decode(latRange).bins.flatMap(({ type, precipitation }) => (type === 0 ? [] : [precipitation])));
    expect(of([2, 3])).toEqual(new Set([1]));
    expect(of([-75, -74])).toEqual(new Set([2]));
    expect(of([-0.5, 0.5])).toEqual(new Set([3]));
  });

  test("name the belt of latitude and the surface", () => {
    expect(new Set(decode([2, 3]).bins.map(({ latitude }) => latitude))).toEqual(new Set([1]));
    expect(new Set(decode([45, 46]).bins.map(({ latitude }) => latitude))).toEqual(new Set([2]));
    expect(new Set(decode([-75, -74]).bins.map(({ latitude }) => latitude))).toEqual(new Set([3]));
    expect(new Set(decode([-20, -19]).bins.map(({ surface }) => surface))).toEqual(new Set([2]));
  });
});
