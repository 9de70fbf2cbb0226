import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShapeError } from "../../src/errors.ts";
import { type CoordinateField, type CutOptions, cutPatch } from "../../src/patches/cut.ts";
import { missingValue } from "../../src/patches/missing-value.ts";
import { type Patch, type Projection, patchLatLon } from "../../src/patches/patch.ts";
import type { WindowField } from "../../src/patches/window-field.ts";
import { transformPatch } from "../../src/transforms/transform-patch.ts";
import { coarseGrid, coarsePatch, place } from "./support/places.ts";
import { cellNumber, windowData } from "./support/window-data.ts";

const size = 12;

/** The value of one channel at all pixels. */
function channel(cut: Float32Array, index: number, channels: number): number[] {
  return Array.from({ length: size * size }, (_, i) => cut[i * channels + index]!);
}

describe("cutPatch, sinusoidal", () => {
  it("copies the grid's own pixels", () => {
    fc.assert(
      fc.property(place, (at) => {
        const patch = coarsePatch("sinusoidal", at);
        const { image: cut } = cutPatch(patch, [{ name: "I670P", data: windowData(patch, cellNumber) }]);
        const { lat, lon } = patchLatLon(patch);
        lat.forEach((y, i) => {
          const { row, col } = coarseGrid.toPixel(y, lon[i]!);
          expect(cut[i]).toBe(cellNumber(row, col));
        });
      }),
      { numRuns: 30 },
    );
  });

  const patch = coarsePatch("sinusoidal", { lat: 0, lon: 0 });
  const { pixels } = patch.window;

  it.each([
    ["int8", Int8Array],
    ["uint8", Uint8Array],
    ["int16", Int16Array],
    ["uint16", Uint16Array],
    ["int32", Int32Array],
    ["uint32", Uint32Array],
    ["float32", Float32Array],
    ["float64", Float64Array],
  ])("scales %s and leaves out its codes", (_, kind) => {
    const largest = kind === Int8Array ? 127 : kind === Uint8Array ? 255 : kind === Int16Array ? 32767 : 65535;
    const data = new kind(pixels).fill(100);
    data[1] = largest;
    data[2] = largest - 1;
    const field = { name: "field", data, scale: 0.1, offset: -3, invalid: [largest, largest - 1] };
    const { image: cut } = cutPatch(patch, [field]);
    expect([...cut.subarray(0, 4)]).toEqual([Math.fround(0.1 * 100 - 3), missingValue, missingValue, 7]);
    // More codes than two, and none at all.
    const three = cutPatch(patch, [{ ...field, invalid: [largest, largest - 1, 100] }]);
    expect(three.image.every((value) => value === missingValue)).toBe(true);
    expect(cutPatch(patch, [{ ...field, invalid: [] }]).image[1]).toBe(Math.fround(0.1 * largest - 3));
  });

  it("finds the codes of single precision that are written in double precision", () => {
    const data = new Float32Array(pixels).fill(5);
    data.set([-9999.9, 1e20, 0.1]);
    const { image } = cutPatch(patch, [{ name: "field", data, invalid: [-9999.9, 1e20, 0.1] }]);
    expect([...image.subarray(0, 4)]).toEqual([missingValue, missingValue, missingValue, 5]);
    const double = Float64Array.from(data);
    expect(cutPatch(patch, [{ name: "field", data: double, invalid: [-9999.9] }]).image[0]).toBe(Math.fround(-9999.9));
  });

  it.each<[string, Partial<WindowField> & Pick<WindowField, "data">]>([
    ["as stored", { data: Float64Array.from({ length: pixels }, (_, i) => (i === 1 ? 1 : 1e300)) }],
    [
      "by the scale",
      { data: Float32Array.from({ length: pixels }, (_, i) => (i === 1 ? 0 : 1e20)), scale: 1e20, offset: 1 },
    ],
    ["of 16 bits", { data: Int16Array.from({ length: pixels }, (_, i) => (i === 1 ? 0 : 7)), scale: 1e300, offset: 1 }],
    [
      "of 32 bits",
      { data: Int32Array.from({ length: pixels }, (_, i) => (i === 1 ? 0 : 7)), scale: -1e300, offset: 1 },
    ],
  ])("a value beyond single precision is none: %s", (_, field) => {
    const { image } = cutPatch(patch, [{ name: "field", ...field }]);
    expect([...image.subarray(0, 3)]).toEqual([missingValue, 1, missingValue]);
    const turned = coarsePatch("equirectangular", { lat: 0.1, lon: 0.1 });
    const kind = field.data.constructor as new (length: number) => Float64Array;
    const data = new kind(turned.window.pixels).fill(field.data[0]!);
    for (const name of ["I670P", "phi", "Nviews"]) {
      const cut = cutPatch(turned, [{ ...field, name, data }]);
      expect(new Set(cut.image)).toEqual(new Set([missingValue]));
    }
  });

  it("rounds once, from double precision", () => {
    const data = Int16Array.from({ length: pixels }, (_, i) => i * 31);
    const { image: cut } = cutPatch(patch, [{ name: "I443NP", data, scale: 1e-4, offset: 0.3 }]);
    expect(cut[7]).toBe(Math.fround(1e-4 * 217 + 0.3));
  });

  it("reads arrays that begin inside of a buffer", () => {
    const data = new Uint16Array(new Uint16Array(pixels + 3).fill(40000).buffer, 6, pixels);
    expect(cutPatch(patch, [{ name: "phis", data }]).image[0]).toBe(40000);
  });

  it("puts fields one after the other, directional ones with all their views", () => {
    const directional = windowData(patch, (row, col, view) => 1000 * view + (row - 174) * 12 + (col - 354), 3);
    const single = windowData(patch, (row) => -row);
    const { image: cut } = cutPatch(patch, [
      { name: "surface_altitude", data: single },
      { name: "I670P", data: directional, views: 3 },
      { name: "Nviews", data: single },
    ]);
    expect(cut).toHaveLength(size * size * 5);
    expect([...cut.subarray(5, 10)]).toEqual([-174, 1, 1001, 2001, -174]);
    expect([...cut.subarray(-5)]).toEqual([-185, 143, 1143, 2143, -185]);
  });

  it("leaves out views by the masks, in directional fields alone", () => {
    const views = 2;
    const valid = new Uint8Array(pixels).fill(1);
    const viewMask = new Uint8Array(pixels * views).fill(1);
    valid[1] = 0;
    viewMask[4] = 0;
    const fields: WindowField[] = [
      { name: "I670P", data: new Int16Array(pixels * views).fill(5), views },
      { name: "Quality_Flags_01", data: new Uint8Array(pixels * views).fill(6), views },
      { name: "surface_altitude", data: new Int16Array(pixels).fill(7) },
    ];
    const { image: cut } = cutPatch(patch, fields, { valid: { boxes: patch.window.boxes, data: valid }, viewMask });
    const none = missingValue;
    expect([...cut.subarray(0, 15)]).toEqual([5, 5, 6, 6, 7, none, none, none, none, 7, none, 5, none, 6, 7]);
  });

  it.each<[string, WindowField[], CutOptions, string]>([
    ["a field of another size", [{ name: "I670P", data: new Int16Array(5) }], {}, "field I670P has 5 elements"],
    [
      "directional fields that differ",
      [
        { name: "I670P", data: new Int16Array(pixels * 2), views: 2 },
        { name: "phi", data: new Int16Array(pixels * 3), views: 3 },
      ],
      {},
      "field phi has 3 views: expected 2 as in I670P",
    ],
    [
      "a mask of another size",
      [],
      { valid: { boxes: patch.window.boxes, data: new Uint8Array(3) } },
      `3 elements: expected 12 x 12 = ${pixels}`,
    ],
    [
      "a view mask of another size",
      [{ name: "I670P", data: new Int16Array(pixels * 2), views: 2 }],
      { viewMask: new Uint8Array(3) },
      `viewMask has 3 elements: expected ${pixels * 2}`,
    ],
    [
      "a view mask of another size, that no field needs",
      [{ name: "surface_altitude", data: new Int16Array(pixels) }],
      { viewMask: new Uint8Array(3) },
      `viewMask has 3 elements: expected as many for each of the window's ${pixels} pixels`,
    ],
    [
      "angles of another number of views",
      [{ name: "I670P", data: new Int16Array(pixels * 2), views: 2 }],
      {
        viewAngles: {
          thetav: { name: "thetav", data: new Int16Array(pixels) },
          phi: { name: "phi", data: new Int16Array(pixels) },
        },
      },
      "field thetav has 1 views: expected 2 as in I670P",
    ],
  ])("refuses %s", (_, fields, options, message) => {
    expect(() => cutPatch(patch, fields, options)).toThrow(ShapeError);
    expect(() => cutPatch(patch, fields, options)).toThrow(message);
  });

  it("names every channel, so that transformPatch takes what it gives", () => {
    const views = 2;
    const viewMask = new Uint8Array(pixels * views).fill(1);
    const phi = { name: "Data_Directional_Fields/phi", data: windowData(patch, (_r, col) => col - 300, views), views };
    const cut = cutPatch(patch, [{ name: "Nviews", data: new Uint8Array(pixels).fill(14) }, phi], { viewMask });
    expect(cut.fields).toEqual(["Nviews", phi.name, phi.name]);
    expect(cut.shape).toEqual({ height: 12, width: 12, channels: 3, layout: "HWC" });
    const turned = transformPatch(cut, { quarterTurns: 0, mirror: true });
    // Columns 354 to 365: the easternmost comes first, and its azimuths turn around.
    expect([...turned.image.subarray(0, 3)]).toEqual([14, 295, 295]);
  });

  it("wants a mask of the views for angles, which do not flag unused slots", () => {
    const data = new Uint16Array(pixels * 2);
    for (const projection of ["sinusoidal", "equirectangular"] as const) {
      const other = coarsePatch(projection, { lat: 0.25, lon: 0.25 });
      const angles = new Uint16Array(other.window.pixels * 2);
      const cut = () => cutPatch(other, [{ name: "thetas", data: angles, views: 2 }]);
      expect(cut).toThrow(TypeError);
      expect(cut).toThrow(
        "field thetas needs a viewMask: it holds a plain 0 in the slots of views that a pixel does not",
      );
    }
    expect(cutPatch(patch, [{ name: "I670P", data, views: 2 }]).image[0]).toBe(0);
    // One angle for each pixel has no slots.
    expect(cutPatch(patch, [{ name: "thetas", data: data.subarray(0, pixels) }]).image[0]).toBe(0);
  });

  it.each<[string, unknown, unknown, string]>([
    ["fields that are no array", {}, {}, "fields must be an array, got an object"],
    ["a field that is none", [undefined], {}, "a field must be an object with name and data, got undefined"],
    ["a field without data", [{ name: "I670P" }], {}, "field I670P has no data: only Latitude and Longitude follow"],
    ["views of latitudes without data", [{ name: "Latitude", views: 2 }], {}, "field Latitude has no data"],
    [
      "data of another kind",
      [{ name: "I670P", data: [1, 2] }],
      {},
      "data must be a typed array of numbers, got an arr",
    ],
    ["64-bit integers", [{ name: "I670P", data: new BigInt64Array(144) }], {}, "data must be a typed array of numbers"],
    [
      "a resampling that is none",
      [{ name: "I670P", data: new Int16Array(144), resampling: "cubic" }],
      {},
      'resampling must be "linear", "circular" or "nearest", got the text "cubic"',
    ],
    ["options that are none", [], null, "cutPatch: the options must be an object, got null"],
    [
      "the data of a mask alone",
      [],
      { valid: new Uint8Array(144) },
      "must be an object with data, a Uint8Array, and box",
    ],
    [
      "codes that are no numbers",
      [{ name: "I670P", data: new Int16Array(144), invalid: ["-32767"] }],
      {},
      "invalid must be an array of numbers",
    ],
    ["a view mask of another kind", [], { viewMask: [1, 0] }, "viewMask must be a Uint8Array, got an array"],
    [
      "angles without phi",
      [],
      { viewAngles: { thetav: { name: "thetav", data: new Uint16Array(144) } } },
      "viewAngles must be an object with the fields thetav and phi",
    ],
  ])("says that it takes no %s", (_, fields, options, message) => {
    const cut = () => cutPatch(patch, fields as WindowField[], options as CutOptions);
    expect(cut).toThrow(TypeError);
    expect(cut).toThrow(message);
  });

  it("gives nothing for no field", () => {
    const { image, shape, fields } = cutPatch(patch, []);
    expect([image.length, shape, fields]).toEqual([0, { height: 12, width: 12, channels: 0, layout: "HWC" }, []]);
  });
});

describe("cutPatch, equirectangular", () => {
  /** Degrees east of the patch's centre, -180 to 180. */
  const eastOf = (patch: Patch, row: number, col: number) => {
    // By formula: the corners of a box may lie beyond the ends of their rows.
    const turn = (180 / coarseGrid.halfLength(row)) * (col - 359.5) - patch.centerLon;
    return turn - 360 * Math.round(turn / 360);
  };

  it("reproduces a field that is linear in latitude and longitude, all views and kinds of stored values", () => {
    fc.assert(
      fc.property(place, (at) => {
        const patch = coarsePatch("equirectangular", at);
        const plane = (row: number, col: number, view: number) =>
          3 + (view + 1) * 0.25 * (coarseGrid.latitude(row) - patch.centerLat) - 0.125 * eastOf(patch, row, col);
        const data = windowData(patch, plane, 2);
        const { image: cut } = cutPatch(patch, [{ name: "I670P", data, views: 2, scale: 2, offset: 1 }]);
        const { lat, lon } = patchLatLon(patch);
        lat.forEach((y, i) => {
          const turn = lon[i]! - patch.centerLon;
          const eastward = turn - 360 * Math.round(turn / 360);
          for (const view of [0, 1]) {
            const expected = 3 + (view + 1) * 0.25 * (y - patch.centerLat) - 0.125 * eastward;
            expect(Math.abs(cut[2 * i + view]! - (2 * expected + 1))).toBeLessThan(1e-6);
          }
        });
      }),
      { numRuns: 30 },
    );
  });

  it("takes the nearest cell for flags and counts, and on request", () => {
    fc.assert(
      fc.property(place, ({ lat, lon }) => {
        const patch = coarsePatch("equirectangular", { lat: lat + 0.00123, lon: lon + 0.00321 });
        const data = windowData(patch, cellNumber);
        const { image: cut } = cutPatch(patch, [
          { name: "land_sea_flag", data },
          { name: "surface_altitude", data, resampling: "nearest" },
        ]);
        const centers = patchLatLon(patch);
        centers.lat.forEach((y, i) => {
          const { row, col } = coarseGrid.toPixel(y, centers.lon[i]!);
          expect(cut[2 * i]).toBe(cellNumber(row, col));
          expect(cut[2 * i + 1]).toBe(cellNumber(row, col));
        });
      }),
      { numRuns: 30 },
    );
  });

  it.each<[string, Projection, (data: Int32Array) => (WindowField | CoordinateField)[]]>([
    ["without data", "equirectangular", () => [{ name: "Latitude" }, { name: "Longitude" }]],
    ["without data", "sinusoidal", () => [{ name: "Latitude" }, { name: "Longitude" }]],
    ["whatever is stored", "equirectangular", (data) => ["Latitude", "a/Longitude"].map((name) => ({ name, data }))],
  ])("computes Latitude and Longitude, %s: %s", (_, projection, fields) => {
    const patch = coarsePatch(projection, { lat: 40.1, lon: -179.9 });
    const { image: cut } = cutPatch(patch, fields(new Int32Array(patch.window.pixels)));
    const { lat, lon } = patchLatLon(patch);
    expect(channel(cut, 0, 2)).toEqual([...Float32Array.from(lat)]);
    expect(channel(cut, 1, 2)).toEqual([...Float32Array.from(lon)]);
  });

  it("gives the stored ones in the sinusoidal projection", () => {
    const patch = coarsePatch("sinusoidal", { lat: 40.1, lon: -179.9 });
    const { image } = cutPatch(patch, [{ name: "Latitude", data: windowData(patch, (row) => row) }]);
    expect(image[0]).toBe(patch.window.boxes[0]!.row);
  });

  it("never writes 180 degrees east", () => {
    const patch = coarsePatch("equirectangular", { lat: 0, lon: 180 - 0.25 - 1e-9 });
    const data = new Int32Array(patch.window.pixels);
    const longitudes = channel(cutPatch(patch, [{ name: "Longitude", data }]).image, 0, 1);
    expect(patchLatLon(patch).lon.some((lon) => Math.fround(lon) === 180)).toBe(true);
    expect(Math.max(...longitudes)).toBeLessThan(180);
    expect(longitudes).toContain(-180);
  });

  // Two pixels a side at the equator, where rows have the same length. The first lies at row 2 (90 - 0.125) - 0.5 - 0.5
  // = 178.75 and column 359.5 + 2 x 0.125 - 0.5 = 359.25: weights 1/4 and 3/4 north and south, 3/4 and 1/4 west and
  // east.
  const patch = coarsePatch("equirectangular", { lat: 0.125, lon: 0.125 }, 2);
  const corner = { row: 178, col: 359 };
  const first = (
    values: number[],
    field: Partial<WindowField> = {},
    options: (views: number) => CutOptions = () => ({}),
  ) => {
    const data = windowData(patch, (row, col) => {
      const k = 2 * (row - corner.row) + (col - corner.col);
      return row - corner.row < 2 && col - corner.col < 2 ? values[k]! : 0;
    });
    const repeated = Float64Array.from({ length: data.length * 2 }, (_, i) => data[i >> 1]!);
    return cutPatch(patch, [{ name: "I670P", data: repeated, views: 2, invalid: [-1], ...field }], {
      viewMask: new Uint8Array(repeated.length).fill(1),
      ...options(2),
    }).image[0]!;
  };

  it("lies where the following tests say", () => {
    expect(patch.window.boxes).toEqual([{ ...corner, rows: 3, cols: 3 }]);
    expect(first([1, 0, 0, 0])).toBeCloseTo(0.25 * 0.75, 6);
    expect(first([0, 1, 0, 0])).toBeCloseTo(0.25 * 0.25, 6);
    expect(first([0, 0, 1, 0])).toBeCloseTo(0.75 * 0.75, 6);
    expect(first([0, 0, 0, 1])).toBeCloseTo(0.75 * 0.25, 6);
  });

  it.each([
    ["all there", [4, 8, 12, 16], 0.1875 * 4 + 0.0625 * 8 + 0.5625 * 12 + 0.1875 * 16],
    ["one missing", [-1, 8, 12, 16], (0.0625 * 8 + 0.5625 * 12 + 0.1875 * 16) / 0.8125],
    ["two missing", [4, -1, 12, -1], (0.1875 * 4 + 0.5625 * 12) / 0.75],
    ["only the nearest", [-1, -1, 12, -1], 12],
    ["all but the nearest", [4, 8, -1, 16], missingValue],
    ["none", [-1, -1, -1, -1], missingValue],
  ])("missing neighbours are left out: %s", (_, values, expected) => {
    expect(first(values)).toBeCloseTo(expected, 5);
  });

  it.each([
    ["through 360", [350, 350, 10, 10], 5],
    ["back through 0", [10, 10, 350, 350], 355],
    ["in [0, 360) though stored below 0", [-20, -20, -20, -20], 340],
    ["with missing neighbours", [-1, 340, 20, -1], 16],
    ["without the nearest", [350, 350, -1, 10], missingValue],
    ["onto 360", [0, 0, 360, 360], 0],
  ])("angles are interpolated on the circle: %s", (_, values, expected) => {
    expect(first(values, { name: "phi" })).toBeCloseTo(expected, 4);
  });

  it("angles stay below 360 as float32 numbers", () => {
    expect(first([359.9999999, 359.9999999, 359.9999999, 359.9999999], { name: "phis" })).toBe(0);
  });

  it("takes no view that is masked, of a pixel that is not valid, or of another direction", () => {
    const window = (data: Uint8Array) => ({ boxes: patch.window.boxes, data });
    const cells = windowData(patch, (row, col) => (row === corner.row ? (col === corner.col ? 1 : 2) : 3));
    const values = [4, 8, 12, 16];
    const withoutNorthWest = (0.0625 * 8 + 0.5625 * 12 + 0.1875 * 16) / 0.8125;
    const valid = Uint8Array.from(cells, (cell) => (cell === 1 ? 0 : 1));
    expect(first(values, {}, () => ({ valid: window(valid) }))).toBeCloseTo(withoutNorthWest, 5);
    const viewMask = Uint8Array.from({ length: 2 * cells.length }, (_, i) =>
      i % 2 === 0 && cells[i >> 1] === 1 ? 0 : 1,
    );
    expect(first(values, {}, () => ({ viewMask }))).toBeCloseTo(withoutNorthWest, 5);
    const zenith = Float64Array.from({ length: 2 * cells.length }, (_, i) => (cells[i >> 1] === 1 ? 44 : 40));
    const angles = (name: string, data: Float64Array) => ({ name, data, views: 2 });
    const viewAngles = { thetav: angles("thetav", zenith), phi: angles("phi", zenith) };
    expect(first(values, {}, () => ({ viewAngles }))).toBeCloseTo(withoutNorthWest, 5);
    expect(first([350, 350, 350, 350], { name: "phi" }, () => ({ viewAngles }))).toBeCloseTo(350, 4);
    const nearestInvalid = Uint8Array.from(cells, (cell) => (cell === 3 ? 0 : 1));
    expect(first(values, {}, () => ({ valid: window(nearestInvalid) }))).toBe(missingValue);
    expect(first(values, { name: "Quality_Flags_03" }, () => ({ valid: window(nearestInvalid) }))).toBe(missingValue);
    expect(first(values, { name: "Quality_Flags_03" }, () => ({ valid: window(valid) }))).toBe(12);
  });

  it("fields of one view know no masks of views", () => {
    const { pixels } = patch.window;
    const none = { boxes: patch.window.boxes, data: new Uint8Array(pixels) };
    const { image: cut } = cutPatch(patch, [{ name: "surface_altitude", data: new Int16Array(pixels).fill(9) }], {
      valid: none,
    });
    expect(new Set(cut)).toEqual(new Set([9]));
  });
});

describe("cutPatch on a turned Earth", () => {
  // Every row of the grid comes onto itself when the Earth is turned by half a turn, and by no less.
  it.each<Projection>(["sinusoidal", "equirectangular"])("half a turn changes nothing: %s", (projection) => {
    fc.assert(
      fc.property(place, ({ lat, lon }) => {
        const half = lon < 0 ? 180 : -180;
        const cuts = [0, half].map((turn) => {
          // Off the borders between cells, where rounding decides.
          const patch = coarsePatch(projection, { lat: lat + 0.00123, lon: lon + turn + 0.00321 });
          // Moves the field along: a cell's number is that of the one it came from.
          const origin = (row: number, col: number) =>
            coarseGrid.wrapCol(row, turn === 0 ? col : col + coarseGrid.halfLength(row));
          const value = (row: number, col: number, view: number) => cellNumber(row, origin(row, col)) + view;
          const angle = (row: number, col: number) => (cellNumber(row, origin(row, col)) % 40) / 10;
          const thetav = { name: "thetav", data: windowData(patch, angle, 2), views: 2 };
          const phi = { name: "phi", data: windowData(patch, (row, col) => angle(row, col) * 20, 2), views: 2 };
          const data = windowData(patch, value, 2);
          const fields = [
            { name: "I670P", data, views: 2, invalid: [77] },
            phi,
            { name: "Nviews", data: windowData(patch, value) },
          ];
          const viewMask = new Uint8Array(data.length).fill(1);
          return cutPatch(patch, fields, { viewMask, viewAngles: { thetav, phi } }).image;
        });
        cuts[0]!.forEach((value, i) => {
          expect(Math.abs(value - cuts[1]![i]!)).toBeLessThan(0.01);
        });
      }),
      { numRuns: 40 },
    );
  });
});
