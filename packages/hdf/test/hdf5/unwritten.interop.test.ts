import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { open } from "../../src/open.ts";

const { python, reason } = findPython("h5py", "numpy");
const directory = mkdtempSync(join(tmpdir(), "atcs-unwritten-"));
afterAll(() => rmSync(directory, { recursive: true }));

/**
 * Data sets of every storage, of which nothing, or one row, is written. The space of the last two is allocated at once: they
 * cannot be told from those that were written.
 */
const script = `
import sys, h5py
with h5py.File(sys.argv[1], "w", libver=sys.argv[2]) as file:
    grown = dict(chunks=(3, 2), maxshape=(None, None))
    kinds = dict(contiguous={}, single=dict(chunks=(6, 4)), fixed=dict(chunks=(3, 2)),
        extensible=dict(chunks=(3, 4), maxshape=(None, 4)), tree=grown)
    for written in [False, True]:
        for name, options in kinds.items():
            for packed in [{}] if name == "contiguous" else [{}, dict(compression="gzip")]:
                data = file.create_dataset(f"{'written' if written else 'empty'}/{name}{len(packed)}", (6, 4), "f4", **options, **packed)
                if written: data[:1] = 1
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_layout(h5py.h5d.COMPACT)
    h5py.h5d.create(file["written"].id, b"compact", h5py.h5t.NATIVE_FLOAT, h5py.h5s.create_simple((6, 4)), properties)
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    h5py.h5d.create(file["written"].id, b"early", h5py.h5t.NATIVE_FLOAT, h5py.h5s.create_simple((6, 4)), properties)
`;

describe.skipIf(python === undefined)(`data sets of h5py ${reason}`, () => {
  test.each(["earliest", "v108", "latest"])("that were never written are told, libver %s", async (version) => {
    const path = join(directory, `${version}.h5`);
    runPython(python!, script, [path, version]);
    const file = await open(path);
    const namesOf = (group: string, unwritten: true | undefined): string[] =>
      file
        .group(group)
        .keys()
        .filter((name) => file.dataset(`${group}/${name}`).hdf5?.unwritten === unwritten);
    expect(namesOf("empty", true)).toHaveLength(9);
    expect(namesOf("written", undefined)).toHaveLength(11);
    expect(file.group("empty").keys()).toHaveLength(9);
    await file.close();
  });
});
