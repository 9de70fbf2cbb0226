import { open } from "@atcs/hdf";
import { beforeAll, describe, expect, it } from "vitest";
import { fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { cutPatch } from "../../src/patches/cut.ts";
import { missingValue } from "../../src/patches/missing-value.ts";
import { definePatch, type Patch, type Projection, patchLatLon } from "../../src/patches/patch.ts";
import { patchPositions } from "../../src/patches/patch-positions.ts";
import { validPixels } from "../../src/patches/validity.ts";
import { viewCounts, viewMask } from "../../src/patches/view-mask.ts";
import type { FieldArray, WindowField } from "../../src/patches/window-field.ts";

interface ExpectedPixel {
  readonly row: number;
  readonly col: number;
  readonly values: Record<string, (number | null)[]>;
}
const expected = fixtureJson<{ files: { parasol: string }; polder_pixels: ExpectedPixel[] }>("granules/expected.json");
const names = Object.keys(expected.polder_pixels[0]!.values);
const grid = new PolderGrid();
const size = 20;
const fieldName = (path: string) => path.slice(path.indexOf("/") + 1);

/** Everything that the miniature scene holds of a window. */
async function readFields({ window }: Patch): Promise<WindowField[]> {
  const file = await open(fixturePath(`granules/${expected.files.parasol}`));
  const fields: WindowField[] = [];
  for (const name of names) {
    const dataset = file.dataset(name);
    const attribute = (key: string) => Number(dataset.attributes[key]);
    const [box] = window.boxes;
    const { data } = await dataset.read([
      [box!.row, box!.row + box!.rows],
      [box!.col, box!.col + box!.cols],
    ]);
    fields.push({
      name: fieldName(name),
      data: data as FieldArray,
      views: dataset.shape[2] ?? 1,
      scale: attribute("scale_factor"),
      offset: attribute("add_offset"),
      invalid: [attribute("_FillValue"), attribute("missing_value")],
    });
  }
  await file.close();
  return fields;
}

interface Cut {
  readonly patch: Patch;
  readonly fields: readonly WindowField[];
  readonly values: Float32Array;
  readonly channels: number;
}

async function cutScene(projection: Projection, center: { lat: number; lon: number }): Promise<Cut> {
  const patch = definePatch({ projection, size, grid, centerLat: center.lat, centerLon: center.lon });
  const fields = await readFields(patch);
  const find = (name: string) => fields.find((field) => field.name === name)!;
  const { counts, outside } = viewCounts(find("Nviews"));
  const { mask, unpacked, excess } = viewMask({ counts, views: 16, radiances: [find("I865P"), find("I443NP")] });
  // The scene is packed, and its Nviews are what they should be.
  expect([outside, unpacked, excess]).toEqual([0, 0, 0]);
  const { image, shape } = cutPatch(patch, fields, {
    viewMask: mask,
    valid: { boxes: patch.window.boxes, data: validPixels(find("Nviews")) },
    viewAngles: { thetav: find("thetav"), phi: find("phi") },
  });
  return { patch, fields, values: image, channels: shape.channels };
}

/** Channels of a field at a pixel of the patch. */
function valuesAt({ fields, values, channels }: Cut, name: string, pixel: number): number[] {
  let first = 0;
  for (const field of fields) {
    if (field.name === name)
      return [...values.subarray(pixel * channels + first, pixel * channels + first + (field.views ?? 1))];
    first += field.views ?? 1;
  }
  throw new Error(`no field ${name}`);
}

/** One more was read where the rows have no cell, which no patch can hold. */
const cells = expected.polder_pixels.filter(({ row, col }) => grid.contains(row, col));

describe("a sinusoidal patch of the miniature scene has the values that h5py reads", () => {
  it.each(cells)("pixel ($row, $col)", async ({ row, col, values }) => {
    const cell = grid.toLatLon(row, col);
    const cut = await cutScene("sinusoidal", cell);
    const [y, x] = patchPositions(cut.patch, { lat: [cell.lat], lon: [cell.lon] });
    const pixel = Math.round(y!) * size + Math.round(x!);
    const count = values["Data_Fields/Nviews"]![0];
    for (const name of names) {
      const found = valuesAt(cut, fieldName(name), pixel);
      found.forEach((value, view) => {
        const stored = values[name]![view]!;
        // The angles of unused slots are numbers in the file; the mask takes them out, and pixels with few views
        // wholly.
        const isUsed = found.length === 1 || (count !== null && count! >= 13 && view < count!);
        expect(value, `${name}, view ${view}`).toBe(isUsed && stored !== null ? Math.fround(stored) : missingValue);
      });
    }
  });
});

it("a patch outside of the swath has no value, but where its pixels are", async () => {
  expect(cells).toHaveLength(expected.polder_pixels.length - 1);
  const cut = await cutScene("sinusoidal", grid.toLatLon(1200, 1000));
  const { lat, lon } = patchLatLon(cut.patch);
  for (const name of names) {
    for (const pixel of [0, 210, 399]) {
      const found = valuesAt(cut, fieldName(name), pixel);
      expect(new Set(found), name).toEqual(new Set([missingValue]));
    }
  }
  const formula = cutPatch(cut.patch, [{ name: "Latitude" }, { name: "Longitude" }]).image;
  expect([...formula.subarray(0, 2)]).toEqual([Math.fround(lat[0]!), Math.fround(lon[0]!)]);
});

describe("an equirectangular patch of the miniature scene", () => {
  const center = grid.toLatLon(1287, 3583);
  let resampled: Cut;
  let own: Cut;

  beforeAll(async () => {
    resampled = await cutScene("equirectangular", { lat: center.lat + 0.013, lon: center.lon + 0.017 });
    own = await cutScene("sinusoidal", center);
  });

  it("has smooth fields within what the nearest pixels hold, and flags equal to the nearest", () => {
    const { lat, lon } = patchLatLon(resampled.patch);
    const positions = patchPositions(own.patch, { lat, lon });
    let compared = 0;
    lat.forEach((_, i) => {
      const y = Math.round(positions[2 * i]!);
      const x = Math.round(positions[2 * i + 1]!);
      if (y < 1 || y >= size - 1 || x < 1 || x >= size - 1) return;
      const nearest = y * size + x;
      compared++;
      for (const name of ["Nviews", "cloud_indicator", "land_sea_flag"]) {
        expect(valuesAt(resampled, name, i)).toEqual(valuesAt(own, name, nearest));
      }
      for (const [name, tolerance] of [
        ["thetas", 0.2],
        ["thetav", 3],
        ["I865P", 0.35],
      ] as const) {
        const expectedValues = valuesAt(own, name, nearest);
        valuesAt(resampled, name, i).forEach((value, view) => {
          const stored = expectedValues[view]!;
          if (stored === missingValue) expect(value).toBe(missingValue);
          else expect(Math.abs(value - stored), `${name}, view ${view}`).toBeLessThan(tolerance);
        });
      }
    });
    expect(compared).toBeGreaterThan(250);
  });

  it("interpolates the stored Latitude and Longitude to those of the formula", () => {
    const { patch, fields } = resampled;
    const stored = ["Latitude", "Longitude"].map((name, i) => ({
      // Under another name they are fields like any other.
      ...fields.find((field) => field.name === name)!,
      name: `stored ${i}`,
    }));
    const values = cutPatch(patch, stored).image;
    const { lat, lon } = patchLatLon(patch);
    lat.forEach((y, i) => {
      expect(values[2 * i]).toBeCloseTo(y, 5);
      expect(values[2 * i + 1]).toBeCloseTo(lon[i]!, 5);
    });
  });
});
