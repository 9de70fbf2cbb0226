import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { decode } from "fast-png";
import { afterAll, describe, expect, test } from "vitest";
import { type SmallDatasetOptions, smallDataset } from "../../../dataset/test/support/small-dataset.ts";
import { main } from "../../src/main.ts";
import { captureIo } from "../support/io.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-figures-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const visible = ["I443NP", "I490P", "I565NP", "I670P", "Nviews"];
let made = 0;

/** A dataset on the disk; `change` edits its files before. */
function writeDataset(
  options: SmallDatasetOptions = {},
  change?: (files: ReturnType<typeof smallDataset>) => void,
): string {
  const directory = join(folder, `dataset${made++}`);
  const files = smallDataset({ fields: visible, ...options });
  change?.(files);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

async function figures(...argv: string[]) {
  const { io, stdout, stderr } = captureIo();
  const out = join(folder, `out${made++}`);
  const code = await main(["figures", ...argv, "--out", out], io);
  const files = code === 0 ? readdirSync(out).sort() : [];
  return { code, stdout: stdout(), stderr: stderr(), out, files };
}

const dataUrl = /data:image\/png;base64,([^"]*)/g;

/** Those of all images in an SVG. */
function pixels(svg: string): number[] {
  return [...svg.matchAll(dataUrl)].flatMap(([, base64]) => [...decode(Buffer.from(base64!, "base64")).data]);
}

describe("the figures of a dataset", () => {
  const directory = writeDataset();

  test("are map, calendar, images, and curtains and views of examples", async () => {
    const { code, stdout, files, out } = await figures(directory, "--format", "svg", "--examples", "2");
    expect(code).toBe(0);
    expect(files).toEqual([
      "calendar.svg",
      "coverage.svg",
      "curtain-1.svg",
      "curtain-17.svg",
      "images.svg",
      "view-1.svg",
      "view-17.svg",
    ]);
    expect(stdout).toContain(`${directory}, 6 instances`);
    expect(stdout).toContain("examples  1, 17\nwritten   7 files\n");
    const coverage = readFileSync(join(out, "coverage.svg"), "utf8");
    expect(coverage).toContain("training: 4 patches");
    expect(coverage).toContain("validation: 2 patches");
    expect(readFileSync(join(out, "calendar.svg"), "utf8")).toContain("6 instances on 1 of 1 day");
    expect(readFileSync(join(out, "view-17.svg"), "utf8")).toContain(
      "Instance 17, 2008-06-03 02:28 UTC, 10.0° N 20.0° E",
    );
  });

  test("are PNG as well, the same at each run", async () => {
    const argv = [directory, "--instances", "16", "--dpi", "40", "--width", "60", "--json"];
    const [one, two] = [await figures(...argv), await figures(...argv)];
    expect(one.files).toHaveLength(10);
    for (const file of one.files) {
      expect(readFileSync(join(one.out, file)).equals(readFileSync(join(two.out, file)))).toBe(true);
    }
    expect(JSON.parse(one.stdout)).toMatchObject({ instances: 6, examples: [16], withoutImages: false });
  });

  test("without examples are map and calendar", async () => {
    const { files } = await figures(directory, "--examples", "0", "--format", "svg");
    expect(files).toEqual(["calendar.svg", "coverage.svg"]);
  });
});

test("a Zarr pack has the same figures, but for the rounding of its images", async () => {
  const directory = writeDataset();
  const packed = join(folder, `packed${made++}`);
  expect(await main(["pack", directory, "--out", packed], captureIo().io)).toBe(0);
  const argv = ["--instances", "1,17", "--format", "svg"];
  const [one, two] = [await figures(directory, ...argv), await figures(packed, ...argv)];
  expect(two).toMatchObject({ code: 0, files: one.files });
  expect(one.files).toHaveLength(7);
  for (const file of one.files) {
    const [npy, zarr] = [one, two].map(({ out }) => readFileSync(join(out, file), "utf8"));
    expect(zarr!.replace(dataUrl, "")).toBe(npy!.replace(dataUrl, ""));
    const [expected, found] = [pixels(npy!), pixels(zarr!)];
    expect(found.length).toBe(expected.length);
    // Curtains are drawn in the colours of classes: only in images may a colour be another one, next to it.
    const most = file.startsWith("curtain") ? 0 : 1;
    expect(found.every((value, i) => Math.abs(value - expected[i]!) <= most)).toBe(true);
  }
});

test("without the visible bands there are curtains, and it is told", async () => {
  const directory = writeDataset({ fields: ["I865P", "Nviews"] });
  const { files, stdout } = await figures(directory, "--instances", "0", "--format", "svg");
  expect(files).toEqual(["calendar.svg", "coverage.svg", "curtain-0.svg"]);
  expect(stdout).toContain("images    none: the dataset lacks radiances");
});

test("an older list without places, days and a split will do: places are those of the labels", async () => {
  const directory = writeDataset({ ids: [3, 4] }, (files) => {
    files.delete("default.json");
    const instances = [3, 4].map((id) => {
      const [input_path, output_path] = [`input/2008/2008_06_03/${id}.npy`, `output/2008/2008_06_03/${id}.pkl`];
      return [id, { "instance id": id, input_path, output_path }];
    });
    files.set("instance_info.json", JSON.stringify(Object.fromEntries(instances)));
  });
  const { code, files, out } = await figures(directory, "--examples", "1", "--format", "svg");
  expect(code).toBe(0);
  expect(files).toContain("calendar.svg");
  expect(readFileSync(join(out, "coverage.svg"), "utf8")).toContain(">2 patches<");
  expect(readFileSync(join(out, "curtain-4.svg"), "utf8")).toContain(">Instance 4<");
});

describe("refused:", () => {
  const directory = writeDataset();

  test.each([
    [["nowhere"], 1, "no dataset"],
    [[directory, "--split", "other"], 1, 'there is no split "other"'],
    [[directory, "--instances", "0,999"], 2, "--instances: the dataset has no instance 999"],
    [[directory, "--format", "pdf"], 2, "Expected svg, png or svg,png."],
    [[directory, "--width", "20"], 2, "Expected a whole number from 60 to 300."],
  ])("%j", async (argv, code, message) => {
    const result = await figures(...argv);
    expect(result).toMatchObject({ code, files: [] });
    expect(result.stderr).toContain(message);
  });

  test("a dataset without instances", async () => {
    const empty = writeDataset({ ids: [] });
    const { code, stderr } = await figures(empty, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stderr).error).toMatchObject({ code: "FIGURES_EMPTY" });
  });

  test("a place that cannot be written", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { io, stderr } = captureIo();
    expect(await main(["figures", directory, "--out", join(file, "below")], io)).toBe(1);
    expect(stderr()).toContain("the directory cannot be made (a file is in the way)");
  });

  test("an instance that cannot be drawn, by its id", async () => {
    const still = writeDataset({ ids: [0, 1], points: 1 });
    const { code, stderr } = await figures(still, "--instances", "1", "--format", "svg", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: "FIGURES_INSTANCE",
      message: "instance 1 cannot be drawn: the track has 1 points: expected 2 or more",
    });
  });
});

test("Ctrl-C ends it", async () => {
  const { io, stderr } = captureIo({ signal: AbortSignal.abort() });
  expect(await main(["figures", writeDataset(), "--out", join(folder, "never")], io)).toBe(130);
  expect(stderr()).toContain("interrupted");
});
