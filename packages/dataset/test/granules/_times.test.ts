import { parseGranuleName } from "@atcs/colocate";
import { open } from "@atcs/hdf";
import { type AttributeInputs, createHdf4, MemorySink } from "@atcs/hdf/write";
import { describe, expect, test } from "vitest";
import { type AcquisitionTimes, readTimes } from "../../src/granules/_times.ts";
import { type Deviation, DeviationLog } from "../../src/granules/deviations.ts";

const beginning = "Beginning_Acquisition_Date";
const ending = "Ending_Acquisition_Date";
const nameParts = parseGranuleName("CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf");

async function readFrom(
  attributes: AttributeInputs,
  { named = true, documented = true } = {},
): Promise<AcquisitionTimes & { deviations: readonly Deviation[] }> {
  const sink = new MemorySink();
  await (await createHdf4(sink, { attributes })).close();
  await using file = await open(sink.bytes);
  const log = new DeviationLog();
  return { ...readTimes(file, named ? nameParts : undefined, documented, log), deviations: log.list() };
}

const start = { year: 2008, month: 6, day: 3, hour: 1, minute: 28, second: 10 };
const end = { ...start, minute: 33, second: 1 };

describe("times of acquisition", () => {
  test("are those of the attributes", async () => {
    const attributes = { [beginning]: "2008-06-03T01-28-10Z", [ending]: "2008-06-03T01:33:01Z\0\0" };
    expect(await readFrom(attributes)).toEqual({ start, end, deviations: [] });
    expect(await readFrom(attributes, { named: false })).toEqual({ start, end, deviations: [] });
  });

  test("a fraction of a second more than the name has is no contradiction", async () => {
    const attributes = { [beginning]: "2008-06-03T01:28:10.75Z", [ending]: "2008-06-03T01-33-01Z" };
    expect(await readFrom(attributes)).toEqual({ start: { ...start, second: 10.75 }, end, deviations: [] });
  });

  test("the name stands in for the beginning, nothing for the end; a word where attributes are documented", async () => {
    const found = "no such attribute, or no time";
    expect(await readFrom({})).toEqual({
      start,
      end: undefined,
      deviations: [
        { code: "TIME_MISSING", where: beginning, found, assumed: "the time in the file's name", matters: true },
        { code: "TIME_MISSING", where: ending, found, assumed: "the end is not known", matters: true },
      ],
    });
    expect(await readFrom({}, { documented: false })).toEqual({ start, end: undefined, deviations: [] });
  });

  test("neither attribute nor name is worth a word for every product", async () => {
    const { start, deviations } = await readFrom({}, { named: false, documented: false });
    expect(start).toBeUndefined();
    expect(deviations).toMatchObject([{ code: "TIME_MISSING", where: beginning }]);
  });

  test("before 1993, when none of the instruments flew, is not known", async () => {
    const attributes = { [beginning]: "1970-01-01T00-00-00Z", [ending]: "1992-12-31T23-59-59Z" };
    const { start, end, deviations } = await readFrom(attributes, { named: false, documented: false });
    expect([start, end]).toEqual([undefined, undefined]);
    expect(deviations.map(({ code, where }) => `${code} ${where}`)).toEqual([
      `TIME_TEXT ${beginning}`,
      `TIME_MISSING ${beginning}`,
      `TIME_TEXT ${ending}`,
    ]);
  });

  test("a name before 1993 is not known either", async () => {
    const sink = new MemorySink();
    await (await createHdf4(sink)).close();
    await using file = await open(sink.bytes);
    const log = new DeviationLog();
    const old = parseGranuleName("CALTRACK-5km_PAR-RB2_V1-00_1970-06-03T01-28-10ZD.hdf");
    expect(readTimes(file, old, false, log).start).toBeUndefined();
    expect(log.list().map(({ code, where }) => `${code} ${where}`)).toEqual([
      "TIME_TEXT file name",
      `TIME_MISSING ${beginning}`,
    ]);
  });

  test("text that is no time is quoted, shortened", async () => {
    const { start, deviations } = await readFrom({ [beginning]: "x".repeat(200) }, { named: false, documented: false });
    expect(start).toBeUndefined();
    expect(deviations[0]).toMatchObject({ code: "TIME_TEXT", found: `"${"x".repeat(80)}..."` });
  });
});
