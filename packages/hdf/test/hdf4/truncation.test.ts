import { describe, expect, it } from "vitest";
import { fixtureBytes } from "../../../../test/support/fixtures.ts";
import { HdfError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";

/** What each data set and table gives, as text; the error's code where it gives none. */
async function readAll(bytes: Uint8Array, names: readonly string[]): Promise<string[]> {
  await using file = await open(bytes, { name: "cut.hdf" });
  return Promise.all(
    names.map(async (name) => {
      try {
        const node = file.get(name);
        if (node?.kind === "table")
          return JSON.stringify(Object.values(await node.read()).map(({ data }) => [...data]));
        return node?.kind === "dataset" ? `${[...((await node.read()).data as Int16Array)]}` : "not found";
      } catch (error) {
        expect(error).toBeInstanceOf(HdfError);
        expect((error as HdfError).message).toContain("cut.hdf");
        return (error as HdfError).code;
      }
    }),
  );
}

describe("a file that is cut", () => {
  it.each(["broken/good", "features/dfsd", "features/vdata_linked"])(
    "%s: gives the same data, or an error",
    async (name) => {
      const bytes = fixtureBytes(`hdf4/${name}.hdf`);
      await using file = await open(bytes);
      const names = [...file.datasets(), ...file.tables()].map((node) => node.name);
      const whole = await readAll(bytes, names);
      let lost = 0;
      for (let length = 10; length < bytes.length; length += 97) {
        try {
          const found = await readAll(bytes.subarray(0, length), names);
          for (const [i, value] of found.entries()) {
            expect([whole[i], "HDF_DAMAGED"], `${names[i]} of ${length} bytes`).toContain(value);
            if (value !== whole[i]) lost++;
          }
        } catch (error) {
          expect(error).toBeInstanceOf(HdfError);
          expect((error as HdfError).code).toBe("HDF_DAMAGED");
          lost++;
        }
      }
      expect(lost).toBeGreaterThan(0);
    },
  );
});
