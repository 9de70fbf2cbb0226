import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { RandomAccessSource } from "@atcs/hdf";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { checkGranule } from "../../../src/granules/check/check-granule.ts";
import type { CheckCause, Finding, GranuleReport } from "../../../src/granules/check/types.ts";
import { granulePaths } from "../../support/granules.ts";
import { smallCldclass, smallCloudSat, smallSync, smallTrack } from "../../support/small-track.ts";
import { swathPolder } from "../../support/swath-polder.ts";

/** A swath in the layout of CloudSat, as the official library writes it. */
const officialSwath = fileURLToPath(new URL("../../../../hdf/test/fixtures/eos/swath.hdf", import.meta.url));

function find(findings: readonly Finding[], subject: string): Finding | undefined {
  return findings.find((finding) => finding.subject === subject);
}

function fieldOf(report: GranuleReport, name: string): readonly Finding[] {
  return report.fields.find(({ path }) => path.endsWith(name))?.findings ?? [];
}

describe("PARASOL, the granule of the miniature scene", () => {
  let report: GranuleReport;
  const steps: string[] = [];
  beforeAll(async () => {
    report = await checkGranule(granulePaths.parasol, { bytes: 7, onProgress: ({ what }) => steps.push(what) });
  });

  test("is readable, and nothing that matters differs", () => {
    expect(report).toMatchObject({ format: "hdf5", bytes: 7, product: "parasol", deviations: [] });
    expect(report).toMatchObject({ productByName: "parasol", productByContent: "parasol" });
    expect(report.conclusion).toMatchObject({ verdict: "tolerated", ok: true, matters: [] });
    expect(report.file).toBe("POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5");
  });

  test("every data set has its layout and a bounded sample", () => {
    expect(report.fields).toHaveLength(25);
    const radiance = fieldOf(report, "I443NP");
    expect(find(radiance, "type")).toMatchObject({ found: "int16", documented: "int16", status: "documented" });
    expect(find(radiance, "scale")).toMatchObject({ found: "0.0001", certainty: "certain", status: "documented" });
    expect(find(radiance, "chunks")).toMatchObject({
      found: "54 x 108 x 16",
      certainty: "unknown",
      status: "undocumented",
    });
    expect(find(radiance, "compression")).toMatchObject({ found: "shuffle + deflate 9", status: "undocumented" });
    expect(find(radiance, "type of codes")).toMatchObject({ found: "int64", status: "documented" });
    for (const { sample } of report.fields) {
      expect(sample!.elements).toBeLessThanOrEqual(7 * 16 * 32 * 16);
      expect(sample!.values).toBeGreaterThan(1000);
      expect(sample!.fill + sample!.missing + sample!.values).toBe(sample!.elements);
    }
  });

  test("what is likely or unknown is answered, once for all data sets that agree", () => {
    const answer = (subject: string, name: string) =>
      report.answers.find((each) => each.subject === subject && each.paths.some((path) => path.endsWith(name)));
    expect(answer("type", "Latitude")).toMatchObject({ found: "int32", documented: undefined });
    expect(answer("chunks", "thetav")?.paths).toHaveLength(18);
    expect(answer("fill", "cloud_indicator")).toMatchObject({
      found: "255",
      certainty: "likely",
      status: "documented",
    });
    expect(report.answers.every(({ certainty }) => certainty !== "certain")).toBe(true);
    expect(find(report.answers, "size of the file")?.found).toBe("7 bytes");
  });

  test("values of several data sets fit together", () => {
    const { content } = report;
    // What h5py counted when the file was made: see Num_Fill.
    expect(find(content, "fill of Nviews")).toMatchObject({
      found: "Num_Fill is 20946600, counted are 20946600",
      status: "documented",
    });
    expect(find(content, "views packed from slot 0")?.status).toBe("documented");
    expect(find(content, "unused slots of radiances")?.found).toBe("the missing code in 100 % (I865P)");
    expect(find(content, "unused slots of thetav")?.found).toBe("0 in 100 %");
    expect(find(content, "Longitude against the formula of the grid")?.status).toBe("documented");
    expect(find(content, "pixels with views beyond the ends of rows")?.found).toBe("none");
  });

  test("tells how far it is", () => {
    expect(steps.at(0)).toBe("Nviews");
    expect(steps).toContain("thetas");
    expect(steps.at(-1)).toBe("");
  });
});

describe("granules along the track", () => {
  test("CLDCLASS of the miniature scene", async () => {
    const report = await checkGranule(granulePaths.cldclass);
    expect(report).toMatchObject({ format: "hdf4", product: "cldclass", deviations: [] });
    expect(report.conclusion).toMatchObject({ verdict: "tolerated", ok: true });
    expect(find(report.content, "order of bins")).toMatchObject({ status: "documented", certainty: "likely" });
    expect(find(report.content, "thickness of bins")).toMatchObject({ found: "240 m (median)", status: "documented" });
    expect(find(report.content, "spacing of profiles")?.status).toBe("documented");
    expect(find(report.content, "times of profiles")).toMatchObject({ status: "documented" });
    expect(find(report.content, "bins with clouds")?.found).toBe("36 to 102");
    expect(find(fieldOf(report, "Height"), "chunks")).toMatchObject({ found: "50 x 125", status: "documented" });
    expect(find(fieldOf(report, "Latitude"), "chunks")).toMatchObject({ status: "tolerated" });
  });

  test("PAR-RB2 of the miniature scene", async () => {
    const report = await checkGranule(granulePaths.sync);
    expect(report).toMatchObject({ product: "sync", deviations: [] });
    expect(report.conclusion.ok).toBe(true);
    expect(find(report.content, "resolution of time differences")).toMatchObject({
      found: "finer than a minute",
      status: "tolerated",
    });
    expect(find(report.layout, "Beginning_Acquisition_Date")).toMatchObject({
      found: '"2008-06-03T01-28-10ZD", then 11 NUL',
      status: "documented",
    });
  });

  test("CloudSat's own, with Vdatas and attributes beside them", async () => {
    const report = await checkGranule(await smallCloudSat(), {
      name: "2008155012810_11177_CS_2B-CLDCLASS_GRANULE_P1_R05_E02_F00.hdf",
    });
    expect(report).toMatchObject({ product: "cloudsat", productByName: "cloudsat" });
    expect(find(fieldOf(report, "Latitude"), "kept as")?.found).toBe("Vdata");
    expect(find(fieldOf(report, "Height"), "missing")?.found).toBe("-9999");
    expect(find(report.content, "profiles")).toMatchObject({ found: "4, 3 with coordinates", status: "tolerated" });
  });

  test("CloudSat's own by the official library, without cloud classes", async () => {
    const report = await checkGranule(officialSwath);
    expect(report).toMatchObject({ product: "cloudsat", productByName: undefined });
    expect(find(report.content, "cloud classes")).toMatchObject({ status: "documented" });
    expect(find(fieldOf(report, "Height"), "factor")?.found).toBe("1");
    expect(report.conclusion.verdict).not.toBe("unreadable");
  });
});

describe("a renamed file is recognised by its content", () => {
  test.each([
    ["parasol", granulePaths.parasol, "x.h5"],
    ["cldclass", granulePaths.cldclass, "copy (2).hdf"],
    ["sync", granulePaths.sync, "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf"],
  ] as const)("%s", async (product, path, name) => {
    const report = await checkGranule(path, { name });
    expect(report).toMatchObject({ file: name, product, productByContent: product });
    expect(find(report.layout, "name")?.status).not.toBe("documented");
    // Only a name that says something else matters.
    expect(report.conclusion.ok).toBe(product !== "sync");
  });
});

describe("what cannot be read is told, not thrown", () => {
  const half = (path: string): Uint8Array => {
    const bytes = readFileSync(path);
    return bytes.subarray(0, bytes.length / 2);
  };

  test.each<[string, () => Promise<Uint8Array> | Uint8Array, CheckCause, RegExp]>([
    ["nothing", () => new Uint8Array(), "empty", /^cannot be read: granule.hdf.*the file is empty/],
    ["a web page", () => new TextEncoder().encode("<html>404</html>"), "not-hdf", /a web page, it seems/],
    ["half an image", () => half(granulePaths.parasol), "damaged", /^cannot be read: granule\.hdf/],
    ["half a track", () => half(granulePaths.cldclass), "damaged", /^cannot be read: granule\.hdf/],
    [
      "another HDF4 file",
      () => smallTrack({}, { data: { dtype: "int16", shape: [2] } }),
      "not-a-product",
      /neither its name nor its content/,
    ],
    [
      "labels of another shape",
      () => smallTrack(smallCldclass, { cloud_scenario: { shape: [12] } }),
      "layout",
      /its shape is \(12\): expected/,
    ],
  ])("%s", async (_, write, cause, message) => {
    const { conclusion } = await checkGranule(await write(), { name: "granule.hdf" });
    expect(conclusion).toMatchObject({ verdict: "unreadable", ok: false, cause });
    expect(conclusion.text).toMatch(message);
  });

  test("a file that is not there, by its name only", async () => {
    const report = await checkGranule("/nowhere/of/mine/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf");
    expect(report).toMatchObject({ productByName: "sync", product: undefined });
    expect(report.conclusion.text).toBe(
      "cannot be read: CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf: cannot be opened (no such file)",
    );
  });

  test("a path that is empty", async () => {
    expect((await checkGranule("")).conclusion).toMatchObject({
      cause: "unreachable",
      text: "cannot be read: granule: cannot be opened (no such file)",
    });
  });

  test("a granule of another product of CALTRACK", async () => {
    const name = "CALTRACK-5km_MOD06-5KM_V1-00_2008-06-03T01-28-10ZD.hdf";
    const bytes = await smallTrack({}, { data: { dtype: "int16", shape: [2] } });
    const { conclusion, productByName } = await checkGranule(bytes, { name });
    expect([productByName, conclusion.cause]).toEqual(["other", "not-a-product"]);
    expect(conclusion.text).toContain("its name says CALTRACK MOD06-5KM, which is not read here");
  });

  test("chunks that are damaged, in one data set of many", async () => {
    const whole = await swathPolder({ I670P: { chunks: [9, 72, 16] } });
    const bytes = whole.slice();
    // The only compressed data: zlib streams of level 1 begin with 78 01.
    for (let i = 0; i + 1 < bytes.length; i++) if (bytes[i] === 0x78 && bytes[i + 1] === 0x01) bytes[i + 1] = 0x02;
    const report = await checkGranule(bytes);
    expect(find(fieldOf(report, "I670P"), "values")).toMatchObject({ status: "matters" });
    expect(fieldOf(report, "I490P").every(({ status }) => status !== "matters")).toBe(true);
    expect(report.conclusion).toMatchObject({ verdict: "matters", cause: "damaged" });
  });
});

describe("damaged files have reports", () => {
  test.each([
    ["CLDCLASS", () => smallTrack(smallCldclass, { Height: { chunks: [2, 3] } })],
    ["PAR-RB2", () => smallTrack(smallSync)],
    ["2B-CLDCLASS", () => smallCloudSat()],
  ])("%s", async (_, write) => {
    const bytes = await write();
    const at = fc.integer({ min: 4, max: bytes.length - 1 });
    const changes = fc.array(fc.tuple(at, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        const damaged = bytes.slice();
        for (const [offset, byte] of list) damaged[offset] = byte;
        const { conclusion } = await checkGranule(damaged, { maxBytes: 2 ** 20 });
        expect(conclusion.ok).toBe(conclusion.matters.length === 0);
      }),
      { numRuns: 100 },
    );
  });
});

test("nothing of whoever made or moved the file is in the report", async () => {
  const secret = "/home/mueller/incoming";
  const attributes = { long_name: `Nviews of ${secret}/run7/a.h5 by mueller@example.org`, units: "C:\\data\\mueller" };
  const bytes = await swathPolder(
    { phi: { attributes: { scale_factor: 6e-3, ...attributes } }, [`odd ${secret}`]: { dtype: "uint8", shape: [3] } },
    { Beginning_Acquisition_Date: `${secret}/2008`, Author: "Mueller" },
  );
  const report = await checkGranule(bytes, { name: `${secret}/a.h5` });
  expect(report.file).toBe("a.h5");
  expect(JSON.stringify(report)).not.toMatch(/mueller/i);
  expect(JSON.stringify(report)).toContain("(left out)");
});

test("the report is plain values", async () => {
  const report = await checkGranule(await smallTrack(smallSync));
  expect(JSON.parse(JSON.stringify(report))).toMatchObject({ product: "sync", conclusion: { ok: true } });
});

test("of a large image only a part is read", async () => {
  const bytes = readFileSync(granulePaths.parasol);
  const source: RandomAccessSource = {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
  const report = await checkGranule(source, { name: "a.h5", maxBytes: 2 ** 24 });
  expect(report.conclusion.ok).toBe(true);
  // 16 MB, where a field has 672 MB.
  expect(report.fields.every(({ sample }) => sample !== undefined)).toBe(true);
});

test("wrong arguments and aborted signals are errors", async () => {
  await expect(checkGranule(7 as never)).rejects.toThrow(TypeError);
  await expect(checkGranule(granulePaths.sync, { bites: 3 } as never)).rejects.toThrow(TypeError);
  const reason = new Error("enough");
  await expect(checkGranule(granulePaths.parasol, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  const onProgress = (): void => controller.abort(reason);
  await expect(checkGranule(granulePaths.parasol, { signal: controller.signal, onProgress })).rejects.toBe(reason);
});
