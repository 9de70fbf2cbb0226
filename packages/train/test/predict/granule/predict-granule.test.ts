import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Projection } from "@atcs/colocate";
import type { StoredImage, Task } from "@atcs/dataset";
import { type HdfFile, open } from "@atcs/hdf";
import { beforeAll, describe, expect, test } from "vitest";
import type { PredictGranuleOptions } from "../../../src/predict/granule/options.ts";
import { type GranulePrediction, predictGranule } from "../../../src/predict/granule/predict-granule.ts";
import type { Predictor } from "../../../src/predict/predictor.ts";
import { temporaryFolder } from "../../support/temporary.ts";
import { type InSwath, pixelCount, slanted, smallGranuleBytes, smallGrid } from "./support.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const bins = 3;
const inSwath = slanted(178);

beforeAll(async () => writeFileSync(at("granule.h5"), await smallGranuleBytes(inSwath)));

interface StandIn {
  readonly projection?: Projection;
  readonly task?: Task;
  /** The logits of a pixel, of the reflectance in its first view. */
  readonly logits?: (reflectance: number) => readonly number[];
  readonly fields?: readonly string[];
  readonly workers?: number;
  /** Called with the number of tiles that are computed together. */
  readonly onLogits?: (tiles: number) => void;
}

const threeLogits = (reflectance: number): number[] => [4 * reflectance - 1, 0, -4 * reflectance];

/** A network that sees single pixels, and a dataset of reflectances. */
function standIn({
  projection = "sinusoidal",
  task = "bin_seg_3d",
  logits = threeLogits,
  fields = ["I670P"],
  workers = 1,
  onLogits,
}: StandIn = {}): Predictor {
  const stored = fields.map((name) => ({ group: "Data_Directional_Fields", name, angles: 16 }));
  const size = 8;
  const data = {
    fields: stored,
    generation: { fields: stored, projection, args: { minViews: 13, latRange: [-60, 60] } },
    channelCount: 16,
    ids: [0],
    name: "dataset",
    get: async () => ({ shape: [16, size, size] }),
    labels: async () => ({ count: 1, bins, height: Int16Array.of(9000, 8760, 8520), positions: undefined }),
    preprocess: ({ height, width, parts: [part] }: StoredImage): Float32Array => {
      const { data: values, pixelStep, missing } = part!;
      return Float32Array.from({ length: 16 * height * width }, (_, i) => {
        const value = values[(i % (height * width)) * pixelStep + Math.floor(i / (height * width))]!;
        return value === missing ? 0 : value;
      });
    },
  };
  const session = {
    logitsDense: async (images: Float32Array, shape: readonly number[]): Promise<Float32Array> => {
      const [tiles, channels, height, width] = shape as [number, number, number, number];
      const pixels = height * width;
      const planes = logits(0).length;
      expect(images.length).toBe(tiles * channels * pixels);
      onLogits?.(tiles);
      const out = new Float32Array(tiles * planes * pixels);
      for (let tile = 0; tile < tiles; tile++) {
        for (let i = 0; i < pixels; i++) {
          const all = logits(images[tile * channels * pixels + i]!).entries();
          for (const [k, logit] of all) out[(tile * planes + k) * pixels + i] = logit;
        }
      }
      return out;
    },
  };
  const config = { task, dataset: { heightBins: [0, bins], fingerprint: "ab12" } };
  const model = { name: "single_pixel", checkpoint: "best.safetensors", weights: "cd34" };
  return { config, model, data, session, workers } as unknown as Predictor;
}

async function predict<T>(
  predictor: Predictor,
  look: (file: HdfFile, result: GranulePrediction) => T | Promise<T>,
  options: Partial<PredictGranuleOptions> = {},
): Promise<T> {
  const out = at("prediction.h5");
  const result = await predictGranule(predictor, { granule: at("granule.h5"), out, ...options });
  expect(result.file).toBe(out);
  await using file = await open(out);
  return await look(file, result);
}

/** Values of a variable, and where it has none. */
async function values(file: HdfFile, name: string): Promise<Float64Array> {
  const dataset = file.dataset(name);
  const fill = Number(dataset.attributes._FillValue);
  const { data } = (await dataset.read()) as { data: ArrayLike<number> };
  return Float64Array.from(data, (value) => (value === fill ? Number.NaN : value));
}

/** Rows and columns of the grid of all pixels of a file. */
async function cells(file: HdfFile): Promise<{ row: number; col: number }[]> {
  const rows = await values(file, "row");
  const cols = await values(file, "polder_column");
  return [...cols].map((col, i) => ({ row: rows[Math.floor(i / (cols.length / rows.length))]!, col }));
}

function isIn(inside: InSwath, row: number, col: number): boolean {
  return smallGrid.contains(row, col) && inside(smallGrid.latitude(row), smallGrid.longitude(row, col));
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** Reflectance of a pixel. */
const reflectance = (row: number, col: number): number => 1e-4 * pixelCount(row, col);

describe("a granule, across the antimeridian", () => {
  test("has the probability of each pixel that its own values give, and none outside of the swath", async () => {
    await predict(standIn(), async (file, result) => {
      const found = await values(file, "cloud_probability");
      const places = await cells(file);
      let predicted = 0;
      for (const [i, { row, col }] of places.entries()) {
        const isPredicted = isIn(inSwath, row, col);
        if (isPredicted) predicted++;
        const expected = isPredicted ? threeLogits(reflectance(row, col)).map(sigmoid) : [];
        for (let k = 0; k < bins; k++) {
          const value = found[k * places.length + i]!;
          if (isPredicted) expect(value).toBeCloseTo(expected[k]!, 5);
          else expect(value).toBeNaN();
        }
      }
      expect(predicted).toBeGreaterThan(200);
      expect(result).toMatchObject({ pixels: predicted, rows: file.dataset("row").shape[0] });
    });
  });

  test("says where each pixel is, how many views it has and what is below", async () => {
    await predict(standIn(), async (file) => {
      const names = ["lat", "lon", "number_of_views", "land_sea_flag"] as const;
      const found = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await values(file, name)])));
      for (const [i, { row, col }] of (await cells(file)).entries()) {
        if (Number.isNaN(col)) {
          for (const name of names) expect(found[name][i]).toBeNaN();
          continue;
        }
        const inside = isIn(inSwath, row, col);
        expect(found.lat[i]).toBeCloseTo(smallGrid.latitude(row), 4);
        expect(found.lon[i]).toBeCloseTo(smallGrid.longitude(row, col), 4);
        expect(found.number_of_views[i]).toBe(inside ? 14 : Number.NaN);
        expect(found.land_sea_flag[i]).toBe(inside ? (col % 2) * 100 : Number.NaN);
      }
    });
  });

  test("is described by the CF conventions", async () => {
    await predict(
      standIn(),
      (file) => {
        expect(file.attributes).toMatchObject({
          Conventions: "CF-1.8",
          title: expect.stringMatching(/^Probability of clouds in three dimensions/),
          institution: "University of Small Things",
          source:
            "PARASOL/POLDER-3 level 1B granule granule.h5; network single_pixel, weights best.safetensors (SHA-256 cd34)",
          history: expect.stringMatching(/^2026-01-02T03:04:05\.000Z predicted by @atcs\/train, tiles of 8 x 8 pixels/),
          comment: expect.stringMatching(
            /fewer than 13 views .* between -60 and 60 degrees north; predictions beyond are/,
          ),
          time_coverage_start: "2008-06-03T01:27:40Z",
        });
        const { attributes, dimensions } = file.dataset("cloud_probability");
        expect(dimensions.map((each) => each?.name)).toEqual(["height", "row", "col"]);
        expect(attributes).toMatchObject({ coordinates: "lat lon", units: "1" });
        expect(file.dataset("height").attributes).toMatchObject({
          units: "m",
          positive: "up",
          axis: "Z",
          bounds: "height_bnds",
        });
      },
      { institution: "University of Small Things", now: new Date("2026-01-02T03:04:05Z") },
    );
  });

  test("has heights and their bounds", async () => {
    await predict(standIn(), async (file) => {
      expect([...(await values(file, "height"))]).toEqual([9000, 8760, 8520]);
      expect([...(await values(file, "height_bnds"))]).toEqual([9120, 8880, 8880, 8640, 8640, 8400]);
    });
  });

  test("resampled as the dataset is: what depends on latitude alone stays as it is", async () => {
    const changes = { I670P: { count: (row: number, col: number) => (isIn(inSwath, row, col) ? 100 * row : 32767) } };
    writeFileSync(at("stripes.h5"), await smallGranuleBytes(inSwath, changes));
    const look = async (file: HdfFile): Promise<void> => {
      const found = await values(file, "cloud_probability");
      for (const [i, { row, col }] of (await cells(file)).entries()) {
        // At the edges tiles have pixels without a value; where rows are long, a pixel of a tile is wider than a cell.
        if (![-2, -1, 0, 1, 2].every((east) => isIn(inSwath, row, smallGrid.wrapCol(row, col + east)))) continue;
        expect(found[i]).toBeCloseTo(sigmoid(4e-2 * row - 1), 4);
      }
    };
    await predict(standIn({ projection: "equirectangular" }), look, { granule: at("stripes.h5") });
  });

  test("of cloud types is bytes with their meanings", async () => {
    const logits = (value: number): number[] =>
      Array.from({ length: 9 * bins }, (_, i) =>
        Math.floor(i / bins) === (Math.round(1e4 * value) + (i % bins)) % 9 ? 2 : 0,
      );
    await predict(standIn({ task: "seg_3d", logits }), async (file) => {
      const { dtype, attributes } = file.dataset("cloud_type");
      expect([dtype, attributes.flag_values]).toEqual(["int8", Int8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8)]);
      expect(attributes.flag_meanings).toMatch(/^no_cloud cirrus altostratus .* deep_convection$/);
      const found = await values(file, "cloud_type");
      const places = await cells(file);
      for (const [i, { row, col }] of places.entries()) {
        for (let k = 0; k < bins; k++) {
          const expected = isIn(inSwath, row, col) ? (pixelCount(row, col) + k) % 9 : Number.NaN;
          expect(found[k * places.length + i]).toBe(expected);
        }
      }
    });
  });

  test("of columns has no heights", async () => {
    await predict(standIn({ task: "bin_seg_2d", logits: (value) => [value] }), (file) => {
      expect(file.dataset("cloud_probability").dimensions.map((each) => each?.name)).toEqual(["row", "col"]);
      expect(file.keys()).not.toContain("height");
    });
  });

  test("does not depend on the tiles where the network sees single pixels", async () => {
    const read = (file: HdfFile): Promise<Float64Array> => values(file, "cloud_probability");
    const usual = await predict(standIn(), read);
    for (const [tileSize, overlap] of [
      [6, 3],
      [10, 1],
      [16, 8],
    ] as const) {
      const other = await predict(standIn(), read, { tileSize, overlap });
      expect(other.length).toBe(usual.length);
      for (const [i, value] of other.entries()) {
        if (Number.isNaN(usual[i])) expect(value).toBeNaN();
        else expect(value).toBeCloseTo(usual[i]!, 5);
      }
    }
  });

  test("is the same from tiles that are computed together, as many as there are workers", async () => {
    const read = (file: HdfFile): Promise<Float64Array> => values(file, "cloud_probability");
    const usual = await predict(standIn(), read);
    const together: number[] = [];
    const several = standIn({ workers: 3, onLogits: (tiles) => together.push(tiles) });
    const seen: number[] = [];
    let all = 0;
    const onProgress = (done: number, total: number): void => {
      seen.push(done);
      all = total;
    };
    expect(await predict(several, read, { onProgress })).toEqual(usual);
    expect(Math.max(...together)).toBe(3);
    expect(seen).toEqual([...seen.slice(0, -1).map((_, i) => 3 * (i + 1)), all]);
  });

  test("between two latitudes, and by pixels with enough views only", async () => {
    await predict(
      standIn(),
      async (file) => {
        const rows = await values(file, "row");
        expect([smallGrid.latitude(rows[0]!), smallGrid.latitude(rows.at(-1)!)]).toEqual([27.5, -7.5]);
      },
      { latRange: [-10, 30], minViews: 14 },
    );
    const none = predictGranule(standIn(), { granule: at("granule.h5"), out: at("none.h5"), minViews: 15 });
    await expect(none).rejects.toMatchObject({ code: "TRAIN_DATASET", file: at("granule.h5") });
    await expect(none).rejects.toThrow(/no pixel between -90 and 90 degrees north has 15 views or more/);
  });
});

describe("nothing is left behind by", () => {
  const leftovers = (): string[] => readdirSync(folder).filter((name) => name.startsWith("out"));

  test("an abort", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const seen: string[] = [];
    const onProgress = (done: number, total: number): void => {
      seen.push(`${done}/${total}`);
      if (done === 3) controller.abort(reason);
    };
    const options = { granule: at("granule.h5"), out: at("out.h5"), signal: controller.signal, onProgress };
    await expect(predictGranule(standIn(), options)).rejects.toBe(reason);
    expect(seen.map((each) => each.split("/")[0])).toEqual(["1", "2", "3"]);
    expect(leftovers()).toEqual([]);
  });

  test("numbers that are not finite", async () => {
    const broken = predictGranule(standIn({ logits: () => [0, Number.NaN, 0] }), {
      granule: at("granule.h5"),
      out: at("out.h5"),
    });
    await expect(broken).rejects.toMatchObject({ code: "TRAIN_CHECKPOINT" });
    expect(leftovers()).toEqual([]);
  });

  test("a place that cannot be written", async () => {
    const options = { granule: at("granule.h5"), out: at("missing/out.h5") };
    await expect(predictGranule(standIn(), options)).rejects.toMatchObject({
      code: "TRAIN_IO",
      file: at("missing/out.h5"),
    });
    expect(existsSync(at("missing"))).toBe(false);
  });
});

describe("refuses", () => {
  const refusal = (options: Partial<PredictGranuleOptions>, predictor = standIn()): Promise<unknown> =>
    predictGranule(predictor, { granule: at("granule.h5"), out: at("out.h5"), ...options });

  test.each<[Partial<PredictGranuleOptions>, RegExp]>([
    [{ tileSize: 2 }, /tileSize is 2: expected an integer from 4/],
    [{ tileSize: 40 }, /tileSize is 40: too large for a grid of 36 rows/],
    [{ overlap: 5 }, /overlap is 5: expected an integer from 1 to 4/],
    [{ overlap: 0 }, /overlap is 0/],
    [{ minViews: 17 }, /minViews is 17: expected an integer from 1 to 16/],
    [{ out: at("granule.h5") }, /out is ".*granule\.h5", the granule itself: expected another file/],
    [{ latRange: [10, -10] }, /latRange is \[10, -10\]: expected south and north/],
  ])("%o", async (options, message) => {
    await expect(refusal(options)).rejects.toThrow(RangeError);
    await expect(refusal(options)).rejects.toThrow(message);
  });

  test.each<[object, RegExp]>([
    [{ granule: "" }, /granule is the text "": expected the path of a PARASOL granule/],
    [{ out: undefined }, /out is undefined: expected the path of the file/],
    [{ tilesize: 8 }, /predictGranule has no option "tilesize"/],
    [{ tileSize: "8" }, /tileSize is the text "8": expected an integer from 4/],
    [{ latRange: 10 }, /latRange is 10: expected south and north/],
    [{ now: "2026" }, /now is the text "2026": expected a Date/],
  ])("%j, of another kind", async (options, message) => {
    await expect(refusal(options)).rejects.toThrow(TypeError);
    await expect(refusal(options)).rejects.toThrow(message);
  });

  test("granules without a field, or with another number of views", async () => {
    await expect(refusal({}, standIn({ fields: ["I321P"] }))).rejects.toMatchObject({ code: "GRANULE_NO_FIELD" });
    const flat = refusal({}, standIn({ fields: ["Nviews"] }));
    await expect(flat).rejects.toMatchObject({ code: "TRAIN_DATASET" });
    await expect(flat).rejects.toThrow(
      /granule\.h5: Nviews has 1 values for each pixel: expected 16, as in the dataset/,
    );
    await expect(refusal({ granule: at("none.h5") })).rejects.toMatchObject({ code: "HDF_IO" });
  });
});
