import { HdfError, isHdfError } from "@atcs/hdf";
import { expect, test } from "vitest";
import { fromPlainError, toPlainError } from "../../src/archive/_worker-protocol.ts";
import { ArchiveDirectoryError, isSimulatorError } from "../../src/errors.ts";

const sent = (error: unknown): Error => fromPlainError(structuredClone(toPlainError(error)));

test("an error of a package stays one, with its cause", () => {
  const system = Object.assign(new Error("no space"), { code: "ENOSPC", errno: -28 });
  const error = sent(new ArchiveDirectoryError("a.h5: cannot be written", { file: "a.h5", cause: system }));
  expect(isSimulatorError(error, "SIMULATOR_DIRECTORY")).toBe(true);
  expect(error).toMatchObject({ name: "ArchiveDirectoryError", message: "a.h5: cannot be written", file: "a.h5" });
  expect(String(error)).toBe("ArchiveDirectoryError: a.h5: cannot be written");
  expect(error.cause).toBeInstanceOf(Error);
  expect(error.cause).toMatchObject({ message: "no space", code: "ENOSPC", errno: -28 });

  const damaged = sent(new HdfError("HDF_IO", "cut", { file: "a.hdf", offset: 7 }));
  expect(isHdfError(damaged) && damaged.offset).toBe(7);
  expect(isSimulatorError(damaged)).toBe(false);
});

test("whatever is thrown can be sent", () => {
  expect(sent("text").message).toBe("text");
  const odd = Object.assign(new TypeError("odd"), { callback: () => {}, code: 5 });
  expect(sent(odd)).toMatchObject({ name: "TypeError", code: 5, stack: odd.stack });
  expect(isSimulatorError(sent(odd))).toBe(false);
  const circle = new Error("circle");
  circle.cause = circle;
  expect(sent(circle).cause).toMatchObject({ message: "circle" });
});
