import { utcToTai93 } from "@atcs/colocate";
import { expect, test } from "vitest";
import { daysSinceJ2000, solarPosition } from "../../src/views/solar-position.ts";

const radians = Math.PI / 180;
const at = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number =>
  daysSinceJ2000(utcToTai93({ year, month, day, hour, minute, second }));

test("days count from noon of 2000-01-01, without leap seconds", () => {
  expect(at(2000, 1, 1, 12)).toBe(0);
  expect(at(2009, 1, 1)).toBe(3287.5);
});

test("example 25.a of Meeus, Astronomical Algorithms: 1992 October 13, declination -7.78507", () => {
  const { declination, longitude } = solarPosition(-2636.5);
  expect(Math.abs(declination + 7.78507)).toBeLessThan(0.01);
  // Right ascension 198.38083 less the sidereal time at Greenwich, 21.80 degrees by 280.46062 + 360.98564737 d.
  const siderealTime = (((280.46062 + 360.98564737 * -2636.5) % 360) + 360) % 360;
  expect(Math.abs(((((longitude + siderealTime) % 360) + 360) % 360) - 198.38083)).toBeLessThan(0.01);
});

test("example of NREL's solar position algorithm: 2003-10-17 at 39.742476 N 105.1786 W", () => {
  const { declination, longitude } = solarPosition(at(2003, 10, 17, 19, 30, 30));
  expect(Math.abs(declination + 9.31434)).toBeLessThan(0.01);
  const lat = 39.742476 * radians;
  const hourAngle = (-105.1786 - longitude) * radians;
  const dec = declination * radians;
  const cosZenith = Math.sin(lat) * Math.sin(dec) + Math.cos(lat) * Math.cos(dec) * Math.cos(hourAngle);
  // Published 50.11162, of which refraction has taken about 0.016 degrees and parallax added 0.002.
  expect(Math.abs(Math.acos(cosZenith) / radians - 50.126)).toBeLessThan(0.012);
});

test("equinox and solstice of 2008", () => {
  expect(Math.abs(solarPosition(at(2008, 3, 20, 5, 48)).declination)).toBeLessThan(0.01);
  expect(Math.abs(solarPosition(at(2008, 6, 20, 23, 59)).declination - 23.44)).toBeLessThan(0.01);
  expect(Math.abs(solarPosition(at(2008, 12, 21, 12, 4)).declination + 23.44)).toBeLessThan(0.01);
});
