import { afterEach, describe, test } from "vitest";
import { open } from "../../src/open.ts";
import type { HdfFile } from "../../src/types.ts";
import { expectFile, h5Bytes, h5Path, h5Truth } from "./_truth.ts";

let file: HdfFile;
afterEach(() => file?.close());

describe("against what h5py reads", () => {
  test.each(["types", "layouts", "latest"])("%s, by path", async (name) => {
    file = await open(h5Path(`${name}.h5`));
    await expectFile(file, h5Truth(`${name}.json`));
  });

  test.each(["types", "layouts", "latest"])("%s, from bytes", async (name) => {
    file = await open(h5Bytes(`${name}.h5`));
    await expectFile(file, h5Truth(`${name}.json`));
  });
});
