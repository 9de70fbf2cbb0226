import { expect, test } from "vitest";
import { DamagedFileError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import { h5Bytes } from "./_truth.ts";

const bytes = h5Bytes("damaged.h5");

test("one damaged data set does not hide the others", async () => {
  using file = await open(bytes, { name: "some.h5" });
  expect(file.keys()).toEqual(["bad", "good"]);
  expect([...(await file.dataset("good").read()).data]).toEqual([0, 1, 2, 3, 4]);
  expect(file.dataset("good").attributes.note).toBe("fine");
  expect(() => file.get("bad")).toThrow(DamagedFileError);
  expect(() => file.get("bad")).toThrow(/^some\.h5, "bad": libhdf5 cannot read it: .*layout/);
  expect(() => file.children()).toThrow(DamagedFileError);
});

test("a truncated file names itself and what is missing", async () => {
  const cut = open(bytes.subarray(0, bytes.length - 100), { name: "cut.h5" });
  await expect(cut).rejects.toThrow(DamagedFileError);
  await expect(cut).rejects.toThrow(/^cut\.h5: libhdf5 cannot read it: truncated file/);
});

test("a bare signature", async () => {
  await expect(open(bytes.subarray(0, 8))).rejects.toThrow(DamagedFileError);
  await expect(open(bytes.subarray(0, 60))).rejects.toThrow(DamagedFileError);
});

test("every truncation of a file is refused", async () => {
  for (let length = 8; length < bytes.length; length += 61) {
    await expect(open(bytes.subarray(0, length)), `${length} bytes`).rejects.toThrow(DamagedFileError);
  }
});
