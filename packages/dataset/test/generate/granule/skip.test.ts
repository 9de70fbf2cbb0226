import { PatchError } from "@atcs/colocate";
import { DamagedFileError, SourceError } from "@atcs/hdf";
import { expect, test } from "vitest";
import { DatasetError } from "../../../src/errors.ts";
import { SkipError, skipOf } from "../../../src/generate/granule/skip.ts";
import { fromPlainError, toPlainError } from "../../../src/generate/run/worker-protocol.ts";
import { FieldNotFoundError, NoCloudDataError } from "../../../src/granules/errors.ts";

const file = "a.h5";
const io = (code: string): SourceError => {
  const cause = Object.assign(new Error(code), { code });
  return new SourceError("it cannot be read", { file, cause });
};

test.each([
  [new SkipError("no-patch", "none"), "no-patch"],
  [new NoCloudDataError("empty", { file }), "no-cloud-data"],
  [new FieldNotFoundError("no phi", { file }), "layout"],
  [new DamagedFileError("cut", { file }), "damaged"],
  [io("EACCES"), "damaged"],
  [new PatchError("beyond the pole"), "layout"],
  // What concerns all granules, or is a fault of ours.
  [io("EIO"), undefined],
  [new DatasetError("DATASET_WRITE", "full"), undefined],
  [new TypeError("undefined is not a function"), undefined],
])("%s", (error, reason) => {
  expect(skipOf(error)?.reason).toBe(reason);
  // Errors of workers are known by their marks, too; a SkipError never leaves its worker.
  if (!(error instanceof SkipError)) expect(skipOf(fromPlainError(toPlainError(error)))?.reason).toBe(reason);
});
