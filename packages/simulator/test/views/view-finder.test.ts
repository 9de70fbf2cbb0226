import { CoordinateError, seededRandom, utcToTai93 } from "@atcs/colocate";
import { expect, test } from "vitest";
import { groundPoint } from "../../src/orbit/ground-track.ts";
import { type HalfOrbit, halfOrbit, sunlitHalfOrbits } from "../../src/orbit/half-orbits.ts";
import { parasolLagSec, periodSec } from "../../src/orbit/reference-orbit.ts";
import { createPixelViews, type PixelViews } from "../../src/views/pixel-views.ts";
import { createViewFinder } from "../../src/views/view-finder.ts";

const radians = Math.PI / 180;
const earthKm = 6371;
const orbit = halfOrbit(80, 176);
const finder = createViewFinder(orbit);

function viewsAt(lat: number, lon: number, of = finder): PixelViews {
  const out = createPixelViews();
  of.find(lat, lon, out);
  return out;
}

/** The point at an angle and a bearing from another, all degrees: the sine and cosine rules of the sphere. */
function destination(lat: number, lon: number, angle: number, bearing: number): [lat: number, lon: number] {
  const a = angle * radians;
  const b = bearing * radians;
  const from = lat * radians;
  const to = Math.asin(Math.sin(from) * Math.cos(a) + Math.cos(from) * Math.sin(a) * Math.cos(b));
  const y = Math.sin(b) * Math.sin(a) * Math.cos(from);
  return [to / radians, lon + Math.atan2(y, Math.cos(a) - Math.sin(from) * Math.sin(to)) / radians];
}

/** Bearing of the ground track at a time, clockwise from north. */
function heading(of: HalfOrbit, tai93: number): number {
  const before = groundPoint(of, tai93 - 0.5);
  const after = groundPoint(of, tai93 + 0.5);
  const east = (((after.lon - before.lon + 540) % 360) - 180) * Math.cos(before.lat * radians);
  return Math.atan2(east, after.lat - before.lat) / radians;
}

const difference = (a: number, b: number): number => Math.abs(((((a - b) % 360) + 540) % 360) - 180);

test("a pixel beneath the satellite is seen at zenith angle 0, then from behind and ahead", () => {
  const { count, tai93 } = viewsAt(0, orbit.ascendingNodeLon);
  const beneath = groundPoint(orbit, tai93[count >> 1]! - parasolLagSec);
  const views = viewsAt(beneath.lat, beneath.lon);
  const nadir = [...views.tai93].indexOf(tai93[count >> 1]!);
  expect(views.thetav[nadir]).toBeLessThan(1e-5);
  const track = heading(orbit, orbit.nodeTai93);
  expect(difference(views.viewAzimuth[0]!, track + 180)).toBeLessThan(1);
  expect(difference(views.viewAzimuth[views.count - 1]!, track)).toBeLessThan(1);
  expect(views.thetav[0]).toBeGreaterThan(50);
});

test("view zenith follows the plane triangle of pixel, satellite and centre; azimuth the bearing", () => {
  const { tai93 } = viewsAt(30, groundPoint(orbit, orbit.nodeTai93 + periodSec / 12).lon);
  const time = tai93[7]!;
  const beneath = groundPoint(orbit, time - parasolLagSec);
  for (const bearing of [0, 70, 140, 210, 280, 350]) {
    for (const angle of [0.5, 3, 6]) {
      const [lat, lon] = destination(beneath.lat, beneath.lon, angle, bearing);
      const views = viewsAt(lat, lon);
      const i = views.tai93.indexOf(time);
      if (i < 0 || i >= views.count) throw new Error(`not seen: ${bearing}, ${angle}`);
      // Law of cosines for the slant range, law of sines for the zenith angle.
      const toSatellite = earthKm + 705;
      const slant = Math.sqrt(earthKm ** 2 + toSatellite ** 2 - 2 * earthKm * toSatellite * Math.cos(angle * radians));
      const zenith = Math.asin((toSatellite * Math.sin(angle * radians)) / slant) / radians;
      expect(views.thetav[i]).toBeCloseTo(zenith, 6);
      // Back from the destination: exactly the opposite bearing by the sine rule.
      const sine = (Math.cos(beneath.lat * radians) / Math.cos(lat * radians)) * Math.sin(bearing * radians);
      expect(Math.sin(views.viewAzimuth[i]! * radians)).toBeCloseTo(-sine, 6);
      expect(difference(views.viewAzimuth[i]!, bearing + 180)).toBeLessThan(10);
    }
  }
});

test("views are in order of time, 19.6 s apart or, at the edge, a multiple, with angles in range and phi as the difference of azimuths", () => {
  const random = seededRandom(4, "angles");
  for (let n = 0; n < 500; n++) {
    const time = orbit.nodeTai93 + (random() - 0.5) * (periodSec / 2);
    const beneath = groundPoint(orbit, time);
    const [lat, lon] = destination(beneath.lat, beneath.lon, random() * 7, random() * 360);
    const views = viewsAt(lat, lon);
    const distance = finder.trackDistanceM(lat, lon) / 1000;
    for (let i = 0; i < views.count; i++) {
      if (i > 0) {
        const beats = (views.tai93[i]! - views.tai93[i - 1]!) / 19.6;
        expect(beats).toBeCloseTo(Math.round(beats), 5);
        // At the swath's edge the corners of the images see what their middle does not.
        if (distance < 690) expect(Math.round(beats)).toBe(1);
        expect(beats).toBeGreaterThan(0.5);
      }
      expect(views.thetav[i]).toBeLessThan(70);
      expect(views.phi[i]! >= 0 && views.phi[i]! < 360).toBe(true);
      expect(views.viewAzimuth[i]! >= 0 && views.viewAzimuth[i]! < 360).toBe(true);
      const sunAzimuth = views.viewAzimuth[i]! - views.phi[i]!;
      // It moves by at most 2 degrees in the four minutes, save near the poles and beneath the sun.
      if (views.thetas[i]! > 30) expect(difference(sunAzimuth, views.phis)).toBeLessThan(5);
    }
  }
});

test("13 to 15 views within 500 km of the track, fewer at the edges, none beyond 800 km", () => {
  const random = seededRandom(4, "counts");
  let pixels = 0;
  let fifteen = 0;
  const atEdge = { sum: 0, pixels: 0 };
  for (let n = 0; n < 4000; n++) {
    const time = orbit.nodeTai93 + (random() - 0.5) * (periodSec / 2);
    const beneath = groundPoint(orbit, time);
    const side = random() < 0.5 ? 90 : -90;
    const away = random() * 900;
    const [lat, lon] = destination(beneath.lat, beneath.lon, away / (earthKm * radians), heading(orbit, time) + side);
    const { count } = viewsAt(lat, lon);
    const distance = finder.trackDistanceM(lat, lon) / 1000;
    expect(distance).toBeLessThan(away + 0.02);
    if (distance < 500) {
      expect(count).toBeGreaterThanOrEqual(13);
      expect(count).toBeLessThanOrEqual(15);
    } else if (distance > 720 && distance < 770) {
      atEdge.sum += count;
      atEdge.pixels++;
    } else if (distance > 800) {
      expect(count).toBe(0);
    }
    if (count > 0) pixels++;
    if (count > 14) fifteen++;
  }
  expect(atEdge.pixels).toBeGreaterThan(50);
  expect(atEdge.sum / atEdge.pixels).toBeLessThan(9);
  // In the products a fifteenth view exists in 20 to 33 % of pixels; the field of view is fitted to that.
  expect(fifteen / pixels).toBeGreaterThan(0.2);
  expect(fifteen / pixels).toBeLessThan(0.33);
});

test("both sides of the track see alike", () => {
  for (const away of [200, 450, 700, 750]) {
    const mean = [90, -90].map((side) => {
      let sum = 0;
      for (let n = -60; n <= 60; n++) {
        const time = orbit.nodeTai93 + n * 20.3;
        const beneath = groundPoint(orbit, time);
        const bearing = heading(orbit, time) + side;
        sum += viewsAt(...destination(beneath.lat, beneath.lon, away / (earthKm * radians), bearing)).count;
      }
      return sum / 121;
    });
    expect(Math.abs(mean[0]! - mean[1]!)).toBeLessThan(0.5);
  }
});

test("the sun beneath the node at the equinox stands 22.5 degrees past noon, less the equation of time", () => {
  const [first] = sunlitHalfOrbits({ year: 2008, month: 3, day: 20, hour: 0, minute: 0, second: 0 });
  const { count, thetas, phis } = viewsAt(0, first!.ascendingNodeLon, createViewFinder(first!));
  expect(count).toBeGreaterThanOrEqual(13);
  // The almanac's equation of time is -7.5 minutes; PARASOL passes 2.5 minutes after 13:30.
  expect(Math.abs(thetas[count >> 1]! - (22.5 + (2.5 - 7.5) / 4))).toBeLessThan(0.6);
  expect(phis).toBeCloseTo(270, 0);
});

test("the sun stands where textbook formulas of hour angle and declination put it", () => {
  // 2008-06-21 at 60 N: declination 23.44; the equation of time is -1.8 minutes.
  const orbitOfDay = sunlitHalfOrbits({ year: 2008, month: 6, day: 21, hour: 0, minute: 0, second: 0 })[4]!;
  let time = orbitOfDay.nodeTai93;
  while (groundPoint(orbitOfDay, time).lat < 60) time += 1;
  const { lat, lon } = groundPoint(orbitOfDay, time);
  const { count, tai93, thetas, phis } = viewsAt(lat, lon, createViewFinder(orbitOfDay));
  const middle = count >> 1;
  const midnight = utcToTai93({ year: 2008, month: 6, day: 21, hour: 0, minute: 0, second: 0 });
  const solarHours = (tai93[middle]! - midnight) / 3600 + lon / 15 - 1.8 / 60;
  const h = (solarHours - 12) * 15 * radians;
  const dec = 23.44 * radians;
  const up = Math.sin(lat * radians) * Math.sin(dec) + Math.cos(lat * radians) * Math.cos(dec) * Math.cos(h);
  expect(Math.abs(thetas[middle]! - Math.acos(up) / radians)).toBeLessThan(0.05);
  const south = Math.cos(h) * Math.sin(lat * radians) - Math.tan(dec) * Math.cos(lat * radians);
  expect(difference(phis, 180 + Math.atan2(Math.sin(h), south) / radians)).toBeLessThan(0.1);
});

test("distances from the track are those of the sphere, also beyond its ends", () => {
  for (const n of [-1, -0.6, -0.2, 0, 0.35, 0.8, 1]) {
    const time = orbit.nodeTai93 + (n * periodSec) / 4;
    const beneath = groundPoint(orbit, time);
    expect(finder.trackDistanceM(beneath.lat, beneath.lon)).toBeLessThan(1);
    for (const away of [-300, 20, 700]) {
      const bearing = heading(orbit, time) + 90;
      const [lat, lon] = destination(beneath.lat, beneath.lon, away / (earthKm * radians), bearing);
      expect(Math.abs(finder.trackDistanceM(lat, lon) - Math.abs(away) * 1000)).toBeLessThan(15);
    }
  }
  const end = orbit.nodeTai93 + periodSec / 4;
  const beneath = groundPoint(orbit, end);
  const [lat, lon] = destination(beneath.lat, beneath.lon, 2, heading(orbit, end));
  expect(finder.trackDistanceM(lat, lon)).toBeCloseTo(2 * earthKm * 1000 * radians, 0);
});

test("without views there is no solar azimuth; longitudes of any turn are the same; what is not on Earth is refused", () => {
  const none = viewsAt(0, orbit.ascendingNodeLon + 90);
  expect(none.count).toBe(0);
  expect(none.phis).toBeNaN();
  const one = viewsAt(12, orbit.ascendingNodeLon);
  const turned = viewsAt(12, orbit.ascendingNodeLon - 360);
  expect(turned.count).toBe(one.count);
  expect(turned.thetav[3]).toBeCloseTo(one.thetav[3]!, 9);
  expect(() => viewsAt(91, 0)).toThrow(CoordinateError);
  expect(() => viewsAt(0, Number.NaN)).toThrow("longitude is NaN");
  expect(() => finder.trackDistanceM(Number.NaN, 0)).toThrow(CoordinateError);
});

test("an orbit that is none is refused, where NaN would give no views", () => {
  expect(() => createViewFinder({ ...orbit, nodeTai93: Number.NaN })).toThrow(
    "nodeTai93 must be a time in TAI93, got NaN",
  );
  expect(() => createViewFinder({ ...orbit, ascendingNodeLon: Number.NaN })).toThrow(RangeError);
  expect(() => createViewFinder(undefined as never)).toThrow("expected a half orbit, got undefined");
});
