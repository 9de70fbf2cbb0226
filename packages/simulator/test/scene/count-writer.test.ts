import { describe, expect, test } from "vitest";
import { parasolFields } from "../../src/granules/parasol-fields.ts";
import { bands, radianceCount } from "../../src/radiance/bands.ts";
import { createCountWriter } from "../../src/scene/_count-writer.ts";
import { createPixelViews } from "../../src/views/pixel-views.ts";

const tanAlong = Math.tan((50.4 * Math.PI) / 180);
const tanAcross = Math.tan((43 * Math.PI) / 180);

/** Two views from right above the track, 19.6 s apart: the satellite goes north and the sun is in the south. */
function passingViews() {
  const views = createPixelViews();
  views.count = 2;
  views.tai93.set([0, 19.6]);
  const ahead = Math.atan(0.186) * (180 / Math.PI);
  views.thetav.set([0, ahead]);
  views.phi.set([359.999, 180]);
  views.thetas.set([30, 30.01]);
  views.viewAzimuth.set([0, 0]);
  views.along.set([0, -tanAlong]);
  views.across.set([0, tanAcross]);
  views.phis = 180;
  return views;
}

const field = (writer: ReturnType<typeof createCountWriter>, name: string): number[] => [...writer.fields.get(name)!];

describe("counts", () => {
  test("are missing until they are written, but for the angles", () => {
    const writer = createCountWriter(2);
    for (const [name, { missing, directional }] of parasolFields) {
      const expected = ["phi", "thetas", "thetav"].includes(name) ? 0 : missing;
      expect(field(writer, name)).toEqual(new Array(directional ? 32 : 2).fill(expected));
    }
  });

  test("are values over scale; an azimuth that rounds to 360 degrees is 0", () => {
    const writer = createCountWriter(2);
    writer.writeViews(1, passingViews(), 2);
    expect(field(writer, "phi").slice(16, 19)).toEqual([0, 30_000, 0]);
    expect(field(writer, "thetas").slice(16, 19)).toEqual([20_000, 20_007, 0]);
    expect(field(writer, "phis")).toEqual([-32_767, 9000]);
    expect(field(writer, "Nviews")).toEqual([254, 2]);
    const radiances = Float32Array.from({ length: radianceCount }, (_, i) => 0.1 * (i + 1) - 0.75);
    writer.writeRadiances(1, 1, radiances);
    expect(field(writer, "I443NP")[17]).toBe(-6500);
    expect(field(writer, "U865P")[17]).toBe(7500);
    expect(field(writer, "U865P")[16]).toBe(-32_767);
  });

  test("of the detector: the middle at the nadir, flags at its borders", () => {
    const writer = createCountWriter(1);
    writer.writeViews(0, passingViews(), 2);
    expect(field(writer, "CCD_row").slice(0, 3)).toEqual([13_700, 0, -32_767]);
    expect(field(writer, "CCD_column").slice(0, 3)).toEqual([12_100, 24_200, -32_767]);
    for (const [flag, expected] of [
      ["07", [0, 1, 254]],
      ["08", [0, 0, 254]],
      ["10", [0, 1, 254]],
      ["01", [0, 0, 254]],
    ] as const) {
      expect(field(writer, `Quality_Flags_${flag}`).slice(0, 3)).toEqual(expected);
    }
  });

  test("of the change between filters: none for a flight in the plane of the sun, 0.17 degrees across it", () => {
    const inPlane = createCountWriter(1);
    inPlane.writeViews(0, passingViews(), 2);
    expect(field(inPlane, "delta_thetav.sinphi").slice(0, 3)).toEqual([0, 0, -127]);
    const views = passingViews();
    views.phi.set([90, 90]);
    const across = createCountWriter(1);
    across.writeViews(0, views, 2);
    expect(field(across, "delta_thetav.sinphi")[0]! * 0.0016).toBeCloseTo(0.166, 2);
  });

  test("of a pixel without views stay missing, beside its ground", () => {
    const writer = createCountWriter(1);
    const surface = {
      albedo: new Float64Array(9),
      isWater: false,
      windSpeed: 7,
      altitudeM: 1234.4,
      waterVapourKgM2: 1,
    };
    writer.writeGround(0, -12.3456789, 179.9999999, 50, surface);
    writer.writeViews(0, passingViews(), 0);
    expect(field(writer, "Latitude")).toEqual([-123_456_789]);
    expect(field(writer, "Longitude")).toEqual([1_799_999_999]);
    expect(field(writer, "surface_altitude")).toEqual([1234]);
    expect(field(writer, "land_sea_flag")).toEqual([50]);
    expect(field(writer, "Nviews")).toEqual([0]);
    expect(field(writer, "phis")).toEqual([-32_767]);
    expect(field(writer, "cloud_indicator")).toEqual([254]);
  });

  test("are left out of one field, and flagged", () => {
    const writer = createCountWriter(1);
    writer.writeViews(0, passingViews(), 2);
    for (const view of [0, 1]) writer.writeRadiances(0, view, new Float32Array(radianceCount).fill(0.5));
    writer.dropValues(0, bands.indexOf("I670P"), 2, 1);
    expect(field(writer, "I670P").slice(0, 3)).toEqual([5000, -32_767, -32_767]);
    expect(field(writer, "I865P").slice(0, 3)).toEqual([5000, 5000, -32_767]);
    expect(field(writer, "Quality_Flags_03").slice(0, 3)).toEqual([0, 1, 254]);
    writer.dropValues(0, bands.indexOf("I865P"), 2);
    expect(field(writer, "I865P").slice(0, 3)).toEqual([-32_767, -32_767, -32_767]);
  });
});
