import { expect, test } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import { checkFiles } from "../../src/check/check-files.ts";
import { captureIo } from "../support/io.ts";

const sync = fixturePath("granules/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf");

test("a bar for each file on a terminal, and nothing of it on standard output", async () => {
  const { io, stdout, stderr } = captureIo();
  Object.assign(io.stderr, { isTTY: true, columns: 100 });
  const files: string[] = [];
  for await (const { report } of checkFiles([sync, sync], io, new AbortController().signal)) files.push(report.file);
  expect(files).toHaveLength(2);
  expect(stdout()).toBe("");
  expect(stderr()).toContain("check 1 of 2");
  expect(stderr()).toContain("check 2 of 2");
  expect(stderr().endsWith("\u001b[J")).toBe(true);
});

test("an interrupt ends it before the next file", async () => {
  const controller = new AbortController();
  const { io } = captureIo();
  const reports = checkFiles([sync, sync], io, controller.signal);
  expect((await reports.next()).done).toBe(false);
  controller.abort(new Error("enough"));
  await expect(reports.next()).rejects.toThrow("enough");
});
