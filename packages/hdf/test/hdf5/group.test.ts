import { afterEach, beforeEach, expect, test } from "vitest";
import { NotFoundError, UnsupportedError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import type { HdfFile } from "../../src/types.ts";
import { h5Path } from "./_truth.ts";

let file: HdfFile;
beforeEach(async () => {
  file = await open(h5Path("structure.h5"));
});
afterEach(() => file.close());

test("members are what links lead to: no dangling or external links, no committed types", () => {
  expect(file.keys()).toEqual(
    expect.arrayContaining(["a", "hard", "soft", "soft_group", "with.dot", "with space", "größe", "empty"]),
  );
  for (const absent of ["dangling", "external", "named_type", "nothing"]) {
    expect(file.keys()).not.toContain(absent);
    expect(file.get(absent)).toBeUndefined();
  }
  expect(file.group("empty").keys()).toEqual([]);
  expect(file.children().map((node) => node.name)).toEqual(file.keys());
});

test.each([
  ["with.dot", 1],
  ["with space", 2],
  ["größe", 3],
])("a data set named %s", async (name, value) => {
  expect((await file.dataset(name, "int8").read()).data[0]).toBe(value);
});

test.each(["a/values", "hard", "soft", "soft_group/values", "a/self/self/values", "a/root/a/values"])(
  "%s leads to the values",
  async (path) => {
    const dataset = file.dataset(path);
    expect(dataset.path).toBe(path);
    expect(dataset.name).toBe(path.split("/").at(-1));
    expect([...(await dataset.read()).data]).toEqual([0, 1, 2, 3]);
  },
);

test("every data set is listed once, in spite of several links and circles", () => {
  const paths = file.datasets().map((dataset) => dataset.path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths.filter((path) => /values|hard|soft/.test(path))).toHaveLength(1);
  expect(paths).toHaveLength(12);
  expect(file.tables()).toEqual([]);
});

test("what is not there is named in the error", () => {
  expect(() => file.dataset("nope")).toThrow(NotFoundError);
  expect(() => file.dataset("a")).toThrow(/it is a group/);
  expect(() => file.dataset("lat", "int8")).toThrow(/holds float64/);
});

test("scales and labels become dimensions", async () => {
  const [first, second, third] = file.dataset("grid").dimensions;
  expect(first).toMatchObject({ name: "lat", size: 3, unlimited: true });
  expect(first?.attributes.units).toBe("degrees_north");
  expect([...(await first!.scale!.read()).data]).toEqual([10, 20, 30]);
  expect(second).toMatchObject({ name: "longitude axis", size: 4, unlimited: false });
  expect(second?.scale?.path).toBe("lon");
  expect(third).toMatchObject({ name: "pair", size: 2, scale: null });
  expect(file.dataset("grid").isScale).toBe(false);
  expect(file.dataset("grid").attributes).not.toHaveProperty("DIMENSION_LIST");
});

test("a scale is the scale of its own axis", () => {
  const lat = file.dataset("lat");
  expect(lat.isScale).toBe(true);
  expect(lat.dimensions[0]).toMatchObject({ name: "lat", size: 3 });
  expect(lat.dimensions[0]?.scale?.path).toBe("lat");
  expect(lat.attributes).toMatchObject({ CLASS: "DIMENSION_SCALE", NAME: "latitude", units: "degrees_north" });
});

test("a netCDF-4 dimension without coordinates has a name, but no scale", () => {
  expect(file.dataset("flat").dimensions).toMatchObject([{ name: "obs", size: 2, scale: null }]);
});

test("virtual data within the file is read, data elsewhere is refused", async () => {
  expect([...(await file.dataset("virtual_here").read()).data]).toEqual([0, 1, 2, 3]);
  await expect(file.dataset("virtual_elsewhere").read()).rejects.toThrow(UnsupportedError);
  await expect(file.dataset("virtual_elsewhere").read()).rejects.toThrow(/elsewhere\.h5/);
  await expect(file.dataset("external_data").read()).rejects.toThrow(UnsupportedError);
});

test("an object is made once for each path", () => {
  expect(file.get("a/values")).toBe(file.get("a/values"));
  expect(file.group("a").dataset("values")).toBe(file.dataset("a/values"));
  expect(file.children()[0]).toBe(file.get(file.keys()[0]!));
  for (const dataset of file.datasets()) expect(file.get(dataset.path)).toBe(dataset);
});
