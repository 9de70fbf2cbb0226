import { type Archive, ArchiveError, type FetchResult } from "@atcs/icare-fetch";
import { describe, expect, test } from "vitest";
import type { PlannedGranule } from "../../../src/generate/plan/types.ts";
import { Downloads } from "../../../src/generate/run/downloads.ts";

const granule = (ordinal: number, image = `P/L/${ordinal}.h5`): PlannedGranule => ({
  ordinal,
  name: `g${ordinal}`,
  day: "2008-06-03",
  timeOffsetSec: 0,
  sync: { name: "s", path: `C/S/${ordinal}.hdf`, size: 10 },
  cldclass: { name: "c", path: `C/C/${ordinal}.hdf`, size: 10 },
  parasol: { name: "p", path: image, size: 80 },
});

/** @param errors by path, also of `stat` */
function fake(errors: Record<string, Error> = {}): { archive: Archive; released: string[] } {
  const released: string[] = [];
  const archive = {
    async fetchAll(
      paths: string[],
      { onProgress }: { onProgress: (progress: object) => void },
    ): Promise<FetchResult[]> {
      return paths.map((path) => {
        onProgress({ path, bytes: 5, size: 10, resumedFrom: 2 });
        onProgress({ path, bytes: 10, size: 10, resumedFrom: 2 });
        return errors[path] ? { path, error: errors[path] } : { path, file: `/cache/${path}`, fromCache: false };
      });
    },
    async stat(path: string) {
      if (errors[path]) throw errors[path];
      return { kind: "directory", size: 0, modifiedMs: 0 };
    },
    release: (path: string) => released.push(path),
  };
  return { archive: archive as unknown as Archive, released };
}

const { signal } = new AbortController();
const quiet = { onShare: () => {}, onBytes: () => {} };
const error = (code: ConstructorParameters<typeof ArchiveError>[0]): ArchiveError => new ArchiveError(code, code);

describe("downloads", () => {
  test("the files of a granule with their names, bytes counted without those that were here", async () => {
    let bytes = 0;
    const shares: number[] = [];
    const downloads = new Downloads(fake().archive, {
      onShare: (_, share) => shares.push(share),
      onBytes: (more) => {
        bytes += more;
      },
    });
    expect(await downloads.fetch(granule(1), signal)).toEqual({
      ordinal: 1,
      name: "g1",
      sync: { name: "s", file: "/cache/C/S/1.hdf" },
      cldclass: { name: "c", file: "/cache/C/C/1.hdf" },
      parasol: { name: "p", file: "/cache/P/L/1.h5" },
    });
    expect([bytes, shares.at(-1)]).toEqual([24, 0.3]);
  });

  test("a file that two granules use is released when both are done", async () => {
    const { archive, released } = fake();
    const downloads = new Downloads(archive, quiet);
    const [a, b] = [granule(1, "P/L/both.h5"), granule(2, "P/L/both.h5")];
    await downloads.fetch(a, signal);
    await downloads.fetch(b, signal);
    downloads.release(a);
    downloads.release(a);
    expect(released).not.toContain("P/L/both.h5");
    downloads.release(b);
    expect(released).toContain("P/L/both.h5");
    expect(released).toHaveLength(5);
  });

  test.each([
    ["ARCHIVE_NOT_FOUND", "missing"],
    ["ARCHIVE_PERMISSION", "missing"],
    ["ARCHIVE_CHECKSUM", "transfer"],
    ["ARCHIVE_CHANGED", "transfer"],
  ] as const)("%s leaves the granule out", async (code, reason) => {
    const { archive, released } = fake({ "P/L/1.h5": error(code) });
    const outcome = await new Downloads(archive, quiet).fetch(granule(1), signal);
    expect(outcome).toMatchObject({ skipped: { reason } });
    expect(released).toHaveLength(3);
  });

  test.each(["ARCHIVE_TIMEOUT", "ARCHIVE_CONNECTION", "ARCHIVE_DISK_FULL", "ARCHIVE_PROTOCOL"] as const)(
    "%s ends the run",
    async (code) => {
      const { archive, released } = fake({ "P/L/1.h5": error(code) });
      await expect(new Downloads(archive, quiet).fetch(granule(1), signal)).rejects.toMatchObject({ code });
      expect(released).toHaveLength(3);
    },
  );

  test("a product that is gone ends the run; one that may not be looked at does not", async () => {
    const missing = error("ARCHIVE_NOT_FOUND");
    const gone = fake({ "P/L/1.h5": missing, "P/L": missing });
    await expect(new Downloads(gone.archive, quiet).fetch(granule(1), signal)).rejects.toBe(missing);
    const closed = fake({ "P/L/1.h5": missing, "P/L": error("ARCHIVE_PERMISSION") });
    expect(await new Downloads(closed.archive, quiet).fetch(granule(1), signal)).toHaveProperty("skipped");
  });
});
