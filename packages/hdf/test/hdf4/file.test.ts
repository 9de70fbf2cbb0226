import { describe, expect, it } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import { open } from "../../src/open.ts";

const feature = (name: string): string => fixturePath(`hdf4/features/${name}.hdf`);

describe("the tree of a file", () => {
  it("lists lone Vgroups, then what is in no Vgroup", async () => {
    await using file = await open(feature("vgroups"));
    expect(file.keys()).toEqual(["Swath", "in no group"]);
    expect(file.group("Swath").keys()).toEqual(["Data Fields", "empty group"]);
    expect(file.group("Swath/Data Fields").keys()).toEqual(["leaf", "in two groups", "counts"]);
    expect(file.group("Swath").hdf4).toEqual({ tag: 1965, ref: 27, className: "SWATH" });
    expect(file.group("Swath").attributes).toEqual({ level: 3, title: "top group" });
    expect([file.name, file.path, file.fileName, file.kind]).toEqual(["", "", feature("vgroups"), "group"]);
  });

  it("has one node at each path", async () => {
    await using file = await open(feature("vgroups"));
    const one = file.get("Swath/Data Fields/in two groups");
    const other = file.get("Swath/Data Fields/leaf/in two groups");
    expect(one).toBe(file.group("Swath").group("Data Fields").get("in two groups"));
    expect(one).not.toBe(other);
    expect([one?.path, other?.path]).toEqual([
      "Swath/Data Fields/in two groups",
      "Swath/Data Fields/leaf/in two groups",
    ]);
  });

  it("finds data sets and tables in Vgroups by name alone", async () => {
    await using file = await open(feature("vgroups"));
    expect(file.get("in leaf")).toBe(file.get("Swath/Data Fields/leaf/in leaf"));
    expect(file.table("counts").path).toBe("Swath/Data Fields/counts");
    expect(file.get("leaf")).toBeUndefined();
    expect(file.get("Swath/in leaf")).toBeUndefined();
    expect(file.get("/Swath/")).toBe(file.get("Swath"));
    expect(file.get("")).toBe(file);
  });

  it("lists each object once, at its shortest path", async () => {
    await using file = await open(feature("vgroups"));
    expect(file.datasets().map(({ path }) => path)).toEqual([
      "Swath/Data Fields/leaf/in leaf",
      "Swath/Data Fields/in two groups",
      "in no group",
    ]);
    expect(file.tables().map(({ path }) => path)).toEqual(["Swath/Data Fields/counts"]);
  });

  it("tells objects of one name apart", async () => {
    await using file = await open(feature("names"));
    expect(file.keys().filter((key) => key.startsWith("duplicate"))).toEqual(["duplicate", "duplicate#2"]);
    const [first, second] = [file.dataset("duplicate"), file.dataset("duplicate#2")];
    expect([first.name, second.name]).toEqual(["duplicate", "duplicate"]);
    expect(first.hdf4?.ref).not.toBe(second.hdf4?.ref);
    expect(second.path).toBe("duplicate#2");
  });

  it("finds names that contain a slash", async () => {
    await using file = await open(feature("names"));
    const name = 'slash/and,comma;"quotes"';
    expect(file.dataset(name).name).toBe(name);
  });

  it("does not show what the library keeps for itself", async () => {
    await using file = await open(feature("chunk_many"));
    expect(file.tables()).toEqual([]);
    expect(file.keys()).toEqual(file.datasets().map(({ name }) => name));
  });

  it("shows old files as the SD library does", async () => {
    await using file = await open(feature("dfsd"));
    expect(file.keys()).toEqual(["fakeDim0", "fakeDim1", "Data-Set-2", "fakeDim2", "fakeDim3", "Data-Set-3"]);
    // The library makes up these two, and values for them.
    const madeUp = file.dataset("fakeDim2", "int16");
    expect([...(await madeUp.read()).data]).toEqual([-32767, -32767, -32767, -32767]);
    expect(file.dataset("Data-Set-3").dimensions[0]?.scale).toBeNull();
  });

  it("has no attributes without the SD interface", async () => {
    await using file = await open(feature("vdata"));
    expect(file.attributeInfos()).toEqual([]);
    expect(file.datasets()).toEqual([]);
    expect(file.annotations).toEqual([]);
  });
});
