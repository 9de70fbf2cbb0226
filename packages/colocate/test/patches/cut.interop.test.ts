import { describe, expect, it } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { cutPatch } from "../../src/patches/cut.ts";
import { definePatch, type Projection } from "../../src/patches/patch.ts";
import { coarseGrid } from "./support/places.ts";
import { windowData } from "./support/window-data.ts";

const { python, reason } = findPython("numpy");
const size = 14;
const missing = -999;

// A scene by formula, of 2 views: counts with gaps, angles whose slots change acquisition here and there.
const radiance = (row: number, col: number, view: number) =>
  (row * 37 + col * 11 + view) % 23 === 0 ? missing : ((row * 13 + col * 29 + view * 7) % 1000) + 1;
const zenith = (row: number, col: number, view: number) =>
  ((row * 3 + col * 5) % 17 === 0 ? 1 : 40) + view + (col % 4) * 1.1;
const azimuth = (row: number, col: number) => (355 + (row % 7) * 2 + (col % 5)) % 360;
const isValid = (row: number, col: number) => ((row + 2 * col) % 19 === 0 ? 0 : 1);

/** The same scene and the rules of the data set once more: whole grid, one pixel at a time, unit vectors. */
const script = `
import sys, json, math
import numpy as np
size, missing, rows = ${size}, ${missing}, 360
per_degree = rows / 180

def half(row): return round(rows * math.cos(math.radians(90 - (row + 0.5) / per_degree)))
def radiance(row, col, view):
    if (row * 37 + col * 11 + view) % 23 == 0: return None
    return (row * 13 + col * 29 + view * 7) % 1000 + 1
def zenith(row, col, view): return (1 if (row * 3 + col * 5) % 17 == 0 else 40) + view + (col % 4) * 1.1
def azimuth(row, col): return (355 + (row % 7) * 2 + (col % 5)) % 360
def valid(row, col): return (row + 2 * col) % 19 != 0
def direction(row, col, view):
    z, a = np.radians([zenith(row, col, view), azimuth(row, col)])
    return np.array([np.sin(z) * np.cos(a), np.sin(z) * np.sin(a), np.cos(z)])
def wrap(row, col):
    first = rows - half(row)
    return first + (col - first) % (2 * half(row))

def equirectangular(lat_c, lon_c):
    step = 180 / half(int((90 - lat_c) * per_degree))
    result = np.full((size, size, 4), -32767.0)
    for i in range(size):
        y = per_degree * (90 - lat_c - ((size - 1) / 2 - i) / per_degree) - 0.5
        for j in range(size):
            lon = lon_c + (j - (size - 1) / 2) * step
            cells = []
            for row, weight in ((math.floor(y), 1 - y % 1), (math.floor(y) + 1, y % 1)):
                x = rows - 0.5 + half(row) * lon / 180
                cells += [(row, wrap(row, math.floor(x)), weight * (1 - x % 1)), (row, wrap(row, math.floor(x) + 1), weight * (x % 1))]
            near_row = math.floor(y + 0.5)
            near = (near_row, wrap(near_row, math.floor(rows + half(near_row) * lon / 180)))
            if not valid(*near): continue
            for view in range(2):
                def usable(row, col):
                    if not valid(row, col): return False
                    angle = np.degrees(np.arccos(np.clip(direction(row, col, view) @ direction(*near, view), -1, 1)))
                    return angle <= 3 + 1e-6
                part = [cell for cell in cells if usable(*cell[:2])]
                known = [(radiance(r, c, view), w) for r, c, w in part if radiance(r, c, view) is not None]
                if radiance(*near, view) is not None:
                    result[i, j, view] = 0.5 * sum(v * w for v, w in known) / sum(w for _, w in known) + 2
                turns = sum(w * np.exp(1j * math.radians(azimuth(r, c))) for r, c, w in part)
                mean = [((azimuth(r, c) - azimuth(*near) + 180) % 360 - 180, w) for r, c, w in part]
                angle = (azimuth(*near) + sum(v * w for v, w in mean) / sum(w for _, w in mean)) % 360
                assert abs((angle - np.degrees(np.angle(turns)) + 180) % 360 - 180) < 0.1
                result[i, j, 2 + view] = angle
    return result

def sinusoidal(lat_c, lon_c):
    result = np.full((size, size, 4), -32767.0)
    top = math.floor(per_degree * (90 - lat_c) - 0.5 - (size - 1) / 2 + 0.5)
    for i in range(size):
        start = math.floor(rows - 0.5 + lon_c * half(top + i) / 180 - (size - 1) / 2 + 0.5)
        for j in range(size):
            row, col = top + i, wrap(top + i, start + j)
            if not valid(row, col): continue
            for view in range(2):
                value = radiance(row, col, view)
                if value is not None: result[i, j, view] = 0.5 * value + 2
                result[i, j, 2 + view] = azimuth(row, col)
    return result

projection, lat, lon = json.loads(sys.argv[1])
print(json.dumps({"equirectangular": equirectangular, "sinusoidal": sinusoidal}[projection](lat, lon).ravel().tolist()))
`;

const places = [
  [10.01, 20.02],
  [-33.3, 179.7],
  [60.0, -179.9],
  [-60.0, 3.14],
  [0.01, -90.05],
] as const;
const cases = (["sinusoidal", "equirectangular"] as const).flatMap((projection) =>
  places.map(([lat, lon]): [Projection, number, number] => [projection, lat, lon]),
);

describe.skipIf(python === undefined)(`cutPatch and the rules written down in numpy ${reason}`, () => {
  it.each(cases)("%s about %f N, %f E", (projection, lat, lon) => {
    const patch = definePatch({ projection, size, centerLat: lat, centerLon: lon, grid: coarseGrid });
    const field = (name: string, value: (row: number, col: number, view: number) => number) => ({
      name,
      data: windowData(patch, value, 2),
      views: 2,
    });
    const phi = field("phi", azimuth);
    const { image: cut } = cutPatch(
      patch,
      [{ ...field("I670P", radiance), scale: 0.5, offset: 2, invalid: [missing] }, phi],
      {
        valid: { boxes: patch.window.boxes, data: Uint8Array.from(windowData(patch, isValid)) },
        viewMask: new Uint8Array(2 * patch.window.pixels).fill(1),
        viewAngles: { thetav: field("thetav", zenith), phi },
      },
    );
    const expected = JSON.parse(runPython(python!, script, [JSON.stringify([projection, lat, lon])])) as number[];
    expect(cut).toHaveLength(expected.length);
    cut.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!), `element ${i}: ${value} and ${expected[i]}`).toBeLessThan(1e-3);
    });
  });
});
