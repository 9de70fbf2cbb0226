import { wrapLongitude } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import { halfOrbit } from "../../src/orbit/half-orbits.ts";
import { earthRadiusM } from "../../src/orbit/reference-orbit.ts";
import { scatteringAngle } from "../../src/radiance/scattering-geometry.ts";
import { createScene } from "../../src/scene/scene.ts";
import type { World } from "../../src/scene/types.ts";
import { createWorld } from "../../src/scene/world.ts";
import { createSurface } from "../../src/surface/surface.ts";
import { maxViews } from "../../src/views/pixel-views.ts";
import { bestView, correlation, type Samples, sampleCue, shuffled, stereoMatcher } from "./_cues.ts";
import { fakeWorld, layer } from "./_fake-world.ts";
import { layerFinder, placeBeside, radians, type SceneImage, sceneImage, slope } from "./_scene-image.ts";

describe("a cue goes with the true cloud top, and the shuffled control does not:", () => {
  // The Mediterranean and Italy in June: all eight types of clouds, over land and sea.
  const world = createWorld(0);
  const scene = createScene(world, halfOrbit(80, 182), { latRange: [37, 41] });
  const image = sceneImage(scene, [
    ...["I670P", "I763NP", "I765NP", "Q490P", "U490P", "Q865P", "U865P"],
    ...["thetas", "thetav", "phi"],
  ]);
  const seenLayer = layerFinder(image, world, scene.tai93);
  const value = (name: string, at: number): number => image.values(name)[at]!;
  const cosine = (name: string, at: number): number => Math.cos(value(name, at) * radians);
  const theta = (at: number): number => scatteringAngle(value("thetas", at), value("thetav", at), value("phi", at));
  const nearNadir = (pixel: number): number => bestView(image, pixel, (at) => value("thetav", at));

  /** @param bounds of the correlation */
  function check({ cue, topM }: Samples, [least, most]: readonly [number, number]): void {
    const found = correlation(cue, topM);
    expect(found).toBeGreaterThan(least);
    expect(found).toBeLessThan(most);
    // Of so many unrelated samples the correlation has a standard deviation of 0.03 or less.
    expect(cue.length).toBeGreaterThan(1000);
    for (const seed of [1, 2, 3]) expect(Math.abs(correlation(cue, shuffled(topM, seed)))).toBeLessThan(0.1);
  }

  /** Heights by the view near the nadir and an oblique one, taken before (-1) or after it (1). */
  function stereoHeights(order: -1 | 1, direction: -1 | 1): Samples {
    const match = stereoMatcher(image, "I670P", direction);
    const measure = (at: number): number | undefined => {
      const pixel = Math.floor(at / maxViews);
      const oblique = bestView(image, pixel, (other) =>
        order * (image.tai93[other]! - image.tai93[at]!) > 0 ? Math.abs(value("thetav", other) - 55) : Infinity,
      );
      return oblique < 0 ? undefined : match(at, pixel * maxViews + oblique);
    };
    return sampleCue(image, seenLayer, nearNadir, measure, 3);
  }

  test.each([
    ["forward", -1],
    ["backward", 1],
  ] as const)("parallax between the view near the nadir and a %s one", (_name, order) => {
    check(stereoHeights(order, 1), [0.7, 1]);
  });

  test("parallax that is looked for in the opposite direction says little", () => {
    const { cue, topM } = stereoHeights(-1, -1);
    expect(correlation(cue, topM)).toBeLessThan(0.4);
  });

  test("oxygen: more light of 763 nm is left above high clouds", () => {
    const samples = sampleCue(image, seenLayer, nearNadir, (at) => value("I763NP", at) / value("I765NP", at));
    check(samples, [0.85, 1]);
  });

  test("molecular polarisation: less air above high clouds", () => {
    const samples = sampleCue(
      image,
      seenLayer,
      (pixel) =>
        bestView(image, pixel, (at) => (theta(at) > 80 && theta(at) < 120 ? Math.abs(theta(at) - 100) : Infinity)),
      // What clouds polarise is the same in both bands. The view's share of the air mass is taken off.
      (at) =>
        Math.hypot(value("Q490P", at) - value("Q865P", at), value("U490P", at) - value("U865P", at)) *
        cosine("thetav", at),
    );
    check(samples, [-1, -0.75]);
  });

  test("cloudbow: drops, which are low, polarise near 142 degrees", () => {
    const samples = sampleCue(
      image,
      seenLayer,
      (pixel) => bestView(image, pixel, (at) => (Math.abs(theta(at) - 142) < 5 ? Math.abs(theta(at) - 142) : Infinity)),
      (at) => Math.hypot(value("Q865P", at), value("U865P", at)) / cosine("thetas", at),
    );
    check(samples, [-1, -0.7]);
  });
});

describe("a disc of cloud is seen displaced by h tan(thetav) away from the satellite", () => {
  const heightM = 10_000;
  const radiusM = 20_000;
  /** A sixth of a pixel: clouds are columns of half a pixel, which four lines of sight tell apart. */
  const toleranceM = 1000;
  // Nothing but the cloud is bright.
  const surface = {
    ...createSurface(),
    isLand: () => true,
    landFraction: () => 1,
    albedo: (...[, , , out]: Parameters<World["surface"]["albedo"]>) => out.fill(0),
  };

  test.each([
    ["near the equator", 181, 5, 50],
    ["over the antimeridian", 176, -29, 180],
    ["at 60 degrees", 182, 60, 0.5],
  ])("%s", (_name, orbit, lat, lon) => {
    const world: World = {
      ...fakeWorld((cellLat, cellLon, columns, i) => {
        if (Math.hypot(...metresFrom(lat, lon, cellLat, cellLon)) > radiusM) return;
        layer(columns, i, 0, { type: 1, baseM: heightM - 100, topM: heightM + 100, tau: 20, ice: 1 });
      }),
      surface,
    };
    const scene = createScene(world, halfOrbit(80, orbit), { latRange: [lat - 0.5, lat + 0.5] });
    const image = sceneImage(scene, ["I865P", "thetas", "thetav", "phi"]);
    const { row, col } = image.grid.toPixel(lat, lon);
    const pixel = image.pixelOf(row, col);
    expect(image.trackDistanceM[pixel]).toBeLessThan(500_000);
    // The first and the last image may end within the cloud.
    for (let view = 1; view < image.viewCount[pixel]! - 1; view++) {
      const spot = brightSpot(image, image.tai93[pixel * maxViews + view]!, lat, lon);
      const [east, north] = slope(image, spot.at);
      expect(Math.hypot(spot.eastM + heightM * east, spot.northM + heightM * north)).toBeLessThan(toleranceM);
      const isOblique = view === 1 || view === image.viewCount[pixel]! - 2;
      if (isOblique) expect(Math.hypot(spot.eastM, spot.northM)).toBeGreaterThan(11_000);
    }
  });
});

/** From one place to another beside it, metres to the east and to the north. */
function metresFrom(lat: number, lon: number, toLat: number, toLon: number): [east: number, north: number] {
  const metresPerDegree = earthRadiusM * radians;
  return [wrapLongitude(toLon - lon) * metresPerDegree * Math.cos(lat * radians), (toLat - lat) * metresPerDegree];
}

/** Where the light of one image comes from: metres from a place, and the element of that pixel and view. */
function brightSpot(image: SceneImage, time: number, lat: number, lon: number) {
  const radiance = image.values("I865P");
  let sum = 0;
  let east = 0;
  let north = 0;
  for (let at = 0; at < radiance.length; at++) {
    // The air is not quite black.
    if (image.tai93[at] !== time || radiance[at]! < 0.02) continue;
    const pixel = Math.floor(at / maxViews);
    const [toEast, toNorth] = metresFrom(lat, lon, image.lat[pixel]!, image.lon[pixel]!);
    sum += radiance[at]!;
    east += radiance[at]! * toEast;
    north += radiance[at]! * toNorth;
  }
  const eastM = east / sum;
  const northM = north / sum;
  const from = image.grid.toPixel(lat, lon);
  const place = placeBeside(image, image.pixelOf(from.row, from.col), eastM, northM);
  const nearest = image.grid.toPixel(place.lat, place.lon);
  return { eastM, northM, at: image.tai93.indexOf(time, image.pixelOf(nearest.row, nearest.col) * maxViews) };
}
