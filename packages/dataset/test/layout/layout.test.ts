import { describe, expect, test } from "vitest";
import { formatGenerationInfo, parseGenerationInfo } from "../../src/layout/generation-info.ts";
import { formatInstanceIndex, parseInstanceIndex } from "../../src/layout/instance-index.ts";
import { formatSplit, parseSplit, splitFile, statisticsFile } from "../../src/layout/split-file.ts";
import { formatStatistics, parseStatistics, type Statistics } from "../../src/layout/statistics-file.ts";

describe("dataset_generation_info.json", () => {
  const published = {
    args: { projection: "sinusoidal", seed: 3 },
    par_fields: [
      ["Data_Directional_Fields", "I443NP"],
      ["Geolocation_Fields", "Latitude"],
      ["Other_Directional_Fields", "new"],
    ],
    date_list: ["2008_6_3", "2008_12_13"],
  };

  test("is read", () => {
    const info = parseGenerationInfo(published, "f");
    expect(info.fields.map(({ name, angles }) => [name, angles])).toEqual([
      ["I443NP", 16],
      ["Latitude", 1],
      ["new", 16],
    ]);
    expect(info).toMatchObject({ projection: "sinusoidal", seed: 3, days: ["2008-06-03", "2008-12-13"] });
  });

  test("is written so that it reads the same", () => {
    const info = parseGenerationInfo(published, "f");
    expect(parseGenerationInfo(JSON.parse(formatGenerationInfo(info)), "f")).toEqual(info);
    expect(JSON.parse(formatGenerationInfo(info)).date_list).toEqual(published.date_list);
  });

  test.each([[null], [[]], [{}], [{ par_fields: [] }], [{ par_fields: [["a"]] }], [{ par_fields: [["a", 5]] }]])(
    "%j is an error",
    (value) =>
      expect(() => parseGenerationInfo(value, "f")).toThrow(
        expect.objectContaining({ code: "DATASET_LAYOUT", file: "f" }),
      ),
  );
});

describe("instance_info.json", () => {
  const entry = { instance_id: 7, input_path: "input/7.npy", output_path: "output/7.pkl", center_lat: 1.5 };

  test("is read in all its forms", () => {
    const older = {
      "instance id": "12",
      input_path: "input\\12.npy",
      output_path: "output\\12.pkl",
      cal_par_datetime: "t",
    };
    const index = parseInstanceIndex({ "12": older, "7": entry }, "f");
    expect(index.ids).toEqual([7, 12]);
    expect(index.info(12)).toMatchObject({ id: 12, inputPath: "input/12.npy", dateTime: "t", projection: "unknown" });
    expect(index.info(7)).toMatchObject({ id: 7, centerLat: 1.5, dateTime: undefined });
    expect(() => index.info(8)).toThrow(RangeError);
  });

  test("is written so that it reads the same", () => {
    const index = parseInstanceIndex({ "7": entry }, "f");
    const text = formatInstanceIndex([index.info(7)]);
    expect(JSON.parse(text)).toEqual({ "7": entry });
    expect(formatInstanceIndex([])).toBe("{}\n");
  });

  test("damaged entries are errors when they are asked for", () => {
    const index = parseInstanceIndex(
      { "1": { ...entry, instance_id: 2 }, "2": 5, "3": { input_path: "../x", output_path: "y" } },
      "f",
    );
    expect(() => index.info(1)).toThrow("f: the instance_id of instance 1 is 7".replace("7", "2"));
    expect(() => index.info(2)).toThrow(/entry of instance 2 is 5/);
    expect(() => index.info(3)).toThrow(/"..\/x"/);
    expect(() => parseInstanceIndex({ "1": entry, "01": entry }, "f")).toThrow(/twice/);
    expect(() => parseInstanceIndex({ x: entry }, "f")).toThrow(/an id is "x"/);
  });

  // How long that takes is measured by bench/dataset.
  test("20,000 instances", () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, id) => [id, { ...entry, instance_id: id }]));
    const text = JSON.stringify(many);
    const index = parseInstanceIndex(JSON.parse(text), "f");
    expect(index.info(19_999).id).toBe(19_999);
  });
});

describe("<split>.json", () => {
  const counts = {
    cls_counts: [9, 8, 7, 6, 5, 4, 3, 2, 1],
    cls_counts_per_bin: [[9, 8, 7, 6, 5, 4, 3, 2, 1]],
    mask_count: 3,
    total_pixels: 4,
  };

  test("is read and written", () => {
    const split = parseSplit({ train: [3, "1"], val: [2], train_counts: counts, ratio: 0.5, seed: 1 }, "f");
    expect(split).toMatchObject({ train: [1, 3], val: [2], ratio: 0.5, seed: 1 });
    expect(split.trainCounts).toMatchObject({ cloudyPoints: 3, points: 4 });
    expect(parseSplit(JSON.parse(formatSplit(split)), "f")).toEqual(split);
    expect(JSON.parse(formatSplit(split)).train_counts).toEqual(counts);
  });

  test.each([
    [{ train: [1] }],
    [{ train: [1], val: [1] }],
    [{ train: [1.5], val: [] }],
    [{ train: [], val: [], train_counts: { ...counts, cls_counts: [1] } }],
  ])("%j is an error", (value) =>
    expect(() => parseSplit(value, "f")).toThrow(expect.objectContaining({ code: "DATASET_SPLIT" })),
  );

  test.each([
    "instance_info",
    "dataset_generation_info",
    "plan",
    "a/b",
    "..",
    ".x",
    "",
    "x.json",
    "default.stats",
    "INSTANCE_INFO",
  ])("the name %j is refused", (name) => {
    expect(() => splitFile(name)).toThrow(RangeError);
    expect(() => statisticsFile(name)).toThrow(RangeError);
  });

  test("names files", () => {
    expect(splitFile("default")).toBe("default.json");
    expect(statisticsFile("by-year_2.1")).toBe("by-year_2.1.stats.json");
  });
});

test("a dataset with a field twice is an error that names it", () => {
  const par_fields = [
    ["Data_Directional_Fields", "phi"],
    ["Data_Directional_Fields", "phi"],
  ];
  expect(() => parseGenerationInfo({ par_fields }, "f")).toThrow(
    'f: par_fields[1] is "Data_Directional_Fields/phi": expected each field once',
  );
});

describe("<split>.stats.json", () => {
  const statistics: Statistics = {
    fields: [["Data_Directional_Fields", "thetas"]],
    channels: [
      { field: "thetas", angle: 0, part: "sin", mean: 0.5, std: 0.1, count: 10, min: 0, max: 1 },
      { field: "Nviews", angle: null, mean: 14, std: 1, count: 10, min: 10, max: 16 },
    ],
    transform: { clip: false, angles: "sincos" },
  };

  test("is written and read", () =>
    expect(parseStatistics(JSON.parse(formatStatistics(statistics)), "f")).toEqual(statistics));

  test.each([
    [{ ...statistics, transform: {} }],
    [{ ...statistics, channels: [{ field: "x", angle: 0 }] }],
    [{ ...statistics, channels: [{ ...statistics.channels[0], std: -1 }] }],
    [{ ...statistics, channels: [{ ...statistics.channels[0], mean: "1" }] }],
    [{}],
  ])("%j is an error", (value) =>
    expect(() => parseStatistics(value, "f")).toThrow(expect.objectContaining({ code: "DATASET_STATS" })),
  );

  test("a channel or a field that is there twice is an error that names it", () => {
    const { channels, fields } = statistics;
    const other = { ...channels[0]!, part: "cos" as const };
    expect(parseStatistics({ ...statistics, channels: [...channels, other] }, "f").channels).toHaveLength(3);
    expect(() => parseStatistics({ ...statistics, channels: [...channels, { ...other, part: "sin" }] }, "f")).toThrow(
      'f: channels[2] is "thetas, angle 0, sin": expected each once, but it is there twice',
    );
    expect(() => parseStatistics({ ...statistics, channels: [channels[1], channels[1]] }, "f")).toThrow(
      'channels[1] is "Nviews": expected each once',
    );
    expect(() => parseStatistics({ ...statistics, fields: [...fields, ...fields] }, "f")).toThrow(
      'fields[1] is "Data_Directional_Fields/thetas": expected each once',
    );
  });
});
