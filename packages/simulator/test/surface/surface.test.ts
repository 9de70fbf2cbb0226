import { describe, expect, it } from "vitest";
import { createLandMask } from "../../src/surface/land-mask.ts";
import { createSurface } from "../../src/surface/surface.ts";

const surface = createSurface();
const january = 504_921_600 + 15 * 86_400; // 2009
const july = january + 181 * 86_400;

describe("createSurface", () => {
  it.each<[string, number, number]>([
    ["Viti Levu, Fiji", -17.8, 178.0],
    ["Vanua Levu, Fiji", -16.6, 179.2],
    ["Chukotka, east of the antimeridian", 67, -178],
    ["Chukotka, west of it", 67.5, 178],
    ["Chukotka, on it", 67.9, 180],
    ["Wrangel Island, east of the antimeridian", 71.1, -179.3],
    ["Wrangel Island, west of it", 71.1, 179.6],
    ["South Pole", -90, 0],
    ["Antarctica at the antimeridian", -85, 180],
    ["Antarctica, east of it", -85, -179.95],
    ["Vostok", -78.46, 106.84],
    ["Summit, Greenland", 72.6, -38.5],
    ["South Island", -43.5, 171],
    ["North Island", -38.5, 176],
    ["Paris", 48.85, 2.35],
    ["Taveuni, Fiji, on the antimeridian", -16.85, -179.98],
    ["Kansas", 38, -98],
    ["Tasmania", -42, 146.5],
  ])("%s is land", (_, lat, lon) => {
    expect(surface.isLand(lat, lon)).toBe(true);
  });

  it.each<[string, number, number]>([
    ["North Pole", 90, 0],
    ["Caspian", 42, 50.5],
    ["Koro Sea, Fiji", -17.9, 179.5],
    ["Chukchi Sea", 69.8, -178],
    ["Bering Sea", 60, 180],
    ["Ross Sea", -74, 179.9],
    ["Ross Sea, east of the antimeridian", -74, -179.9],
    ["Cook Strait", -40.8, 173.9],
    ["Pacific", 0, -180],
    ["Gulf of Guinea", 0, 0],
    ["Black Sea", 43, 34],
    ["Mediterranean", 35, 18],
  ])("%s is sea", (_, lat, lon) => {
    expect(surface.isLand(lat, lon)).toBe(false);
    expect(surface.altitudeM(lat, lon)).toBe(0);
  });

  it("covers 29 % of the Earth with land", () => {
    const { rows, cols, cells } = createLandMask();
    let land = 0;
    let all = 0;
    for (let row = 0; row < rows; row++) {
      const weight = Math.cos(((90 - (row + 0.5) / 10) * Math.PI) / 180);
      for (let col = 0; col < cols; col++) land += weight * cells[row * cols + col]!;
      all += weight * cols;
    }
    // 29.2 % in atlases; the map leaves most ice shelves of Antarctica (0.3 %) out.
    expect(land / all).toBeGreaterThan(0.283);
    expect(land / all).toBeLessThan(0.298);
  });

  it("takes longitudes of any turn", () => {
    for (const lon of [-180, 180, 540, -540]) {
      expect(surface.isLand(67.9, lon)).toBe(true);
      expect(surface.altitudeM(-85, lon)).toBe(surface.altitudeM(-85, 180));
    }
    expect(surface.isLand(90, -1e-18)).toBe(false);
    expect(surface.isLand(-90, 359.999_999)).toBe(true);
    expect(surface.isLand(0, -180 - 1e-15)).toBe(false);
  });

  it.each<[string, number, number, number, number]>([
    ["Tibet", 33, 88, 4300, 5400],
    ["Altiplano", -19, -68, 3600, 4500],
    ["Vostok", -78.46, 106.84, 3000, 4000],
    ["South Pole", -90, 0, 2200, 4000],
    ["Summit, Greenland", 72.6, -38.5, 2700, 3700],
    ["Denver", 39.7, -105, 1200, 2600],
    ["Addis Ababa", 9, 38.7, 2000, 2600],
    ["Amazon", -4, -62, 50, 300],
    ["Netherlands", 52.3, 5.8, 0, 100],
    ["West Siberia", 61, 75, 50, 300],
  ])("%s is at a plausible altitude", (_, lat, lon, low, high) => {
    expect(surface.altitudeM(lat, lon)).toBeGreaterThanOrEqual(low);
    expect(surface.altitudeM(lat, lon)).toBeLessThanOrEqual(high);
  });

  it("knows coasts", () => {
    expect(surface.landFraction(38, -98)).toBe(1);
    expect(surface.landFraction(0, -150)).toBe(0);
    const shares = Array.from({ length: 100 }, (_, i) => surface.landFraction(48, -5 + i / 50));
    expect(shares.some((share) => share > 0 && share < 1)).toBe(true);
  });

  it("has snow by season, latitude and altitude", () => {
    expect(surface.snowCover(61, 75, january)).toBe(1);
    expect(surface.snowCover(61, 75, july)).toBe(0);
    expect(surface.snowCover(-80, 80, january)).toBe(1);
    expect(surface.snowCover(0, 20, january)).toBe(0);
    expect(surface.snowCover(33, 85, january)).toBe(1);
    expect(surface.snowCover(88, 0, january)).toBe(1);
    expect(surface.snowCover(55, -30, january)).toBe(0);
    expect(surface.snowCover(-68, -150, july)).toBe(1);
  });

  it("has the colours of sand, leaves, snow and sea", () => {
    const at = (lat: number, lon: number, tai93: number): Float32Array =>
      surface.albedo(lat, lon, tai93, new Float32Array(9));
    const [sand, leaves, snow, sea] = [at(24, 10, july), at(-4, -62, july), at(-80, 80, july), at(0, -150, july)];
    for (const spectrum of [sand, leaves, snow, sea]) {
      expect(spectrum.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
    expect(sand[3]).toBeGreaterThan(0.4);
    expect(leaves[6]! / leaves[3]!).toBeGreaterThan(5);
    expect(snow[0]).toBeGreaterThan(0.9);
    expect(snow[0]).toBeGreaterThan(snow[8]!);
    expect(Math.max(...sea)).toBeLessThan(0.03);
  });
});
