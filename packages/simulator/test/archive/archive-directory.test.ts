import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type ArchiveContent, claimDirectory } from "../../src/archive/_archive-directory.ts";
import { noImperfections } from "../../src/archive/imperfections.ts";
import { isSimulatorError } from "../../src/errors.ts";

vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  return { ...original, mkdir: vi.fn(original.mkdir) };
});

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "atcs-archive-"));
});
afterEach(() => rmSync(out, { recursive: true }));

const content: ArchiveContent = {
  seed: 0,
  latRange: [4, 7],
  withDefects: false,
  imperfections: noImperfections,
};
const path = "PARASOL/L1_B-HDF/2008/2008_06_03/a.h5";

async function claim(
  changes: Partial<ArchiveContent> = {},
  planned: string[] = [],
  overwrite = false,
  software = "1.0.0",
): Promise<void> {
  const wanted = { ...content, ...changes };
  const mark = "0123abcd";
  const release = await claimDirectory({ out, content: wanted, software, planned: new Set(planned), overwrite, mark });
  await release();
}

function put(file: string): void {
  mkdirSync(dirname(join(out, file)), { recursive: true });
  writeFileSync(join(out, file), "granule");
}

describe("claimDirectory", () => {
  test("makes the directory and writes down what its files depend on", async () => {
    const parent = out;
    out = join(parent, "new", "archive");
    await claim();
    expect(readdirSync(out)).toEqual(["simulation.json"]);
    expect(JSON.parse(readFileSync(join(out, "simulation.json"), "utf8"))).toEqual({ software: "1.0.0", content });
    out = parent;
  });

  test("takes its own directory again, with what is in it", async () => {
    await claim();
    put(path);
    await claim();
    await claim({}, [path], true);
    expect(existsSync(join(out, path))).toBe(true);
  });

  test("takes one in which nothing but other things are", async () => {
    put("README.md");
    await claim();
    await claim({ seed: 1 });
    expect(JSON.parse(readFileSync(join(out, "simulation.json"), "utf8")).content.seed).toBe(1);
  });

  test("other content is refused, and told", async () => {
    await claim();
    put(path);
    await expect(claim({ seed: 3, latRange: [4, 8] })).rejects.toThrow(
      `${out}: holds a file, ${path}, of another simulation: seed is 0 there and 3 here, latRange is [4,7] there and [4,8] here`,
    );
    await expect(claim({ imperfections: { ...noImperfections, night: 1 } })).rejects.toThrow(
      "of another simulation: imperfections.night is 0 there and 1 here",
    );
    await expect(claim({}, [], false, "1.1.0")).rejects.toThrow(
      "the version of @atcs/simulator is 1.0.0 there and 1.1.0 here",
    );
    await expect(claim({ withDefects: true })).rejects.toMatchObject({ code: "SIMULATOR_CONTENT", file: out });
    expect(existsSync(join(out, path))).toBe(true);
  });

  test("with overwrite it may take the place of all that is there, but not of a part of it", async () => {
    await claim();
    put(path);
    put("CALIOP/x/b.hdf");
    await expect(claim({ seed: 1 }, [path], true)).rejects.toThrow(
      /holds a file, CALIOP\/x\/b.hdf, that this run would not replace, of another .* to begin anew, delete the directory$/,
    );
    await claim({ seed: 1 }, [path, "CALIOP/x/b.hdf"], true);
    // Gone before the record says that what is there is of the new content.
    expect(existsSync(join(out, path))).toBe(false);
    await claim({ seed: 1 });
  });

  test("real granules are not touched", async () => {
    put(path);
    put("CALIOP/x/b.hdf");
    await expect(claim()).rejects.toThrow(
      `${out}: holds 2 files, such as CALIOP/x/b.hdf, that this package has not simulated`,
    );
    expect(readdirSync(out)).toEqual(["CALIOP", "PARASOL"]);
  });

  test("what a killed run had begun counts for nothing, and goes", async () => {
    const parts = [`${path}.00c0ffee.part`, "CALIOP/x/b.hdf.00c0ffee.part", "simulation.json.00c0ffee.part"];
    await claim();
    for (const part of parts) put(part);
    put(path);
    await claim();
    expect(parts.filter((part) => existsSync(join(out, part)))).toEqual([]);
    expect(existsSync(join(out, path))).toBe(true);
    for (const part of parts) put(part);
    await expect(claim({ seed: 1 })).rejects.toThrow(`holds a file, ${path}, of another simulation`);
    expect(parts.filter((part) => existsSync(join(out, part)))).toEqual(parts);
    await claim({ seed: 1 }, [path], true);
    expect(readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())).toHaveLength(1);
  });

  test("parts of files that are not of a simulation stay", async () => {
    put(`${path}.00c0ffee.part`);
    await claim();
    expect(existsSync(join(out, `${path}.00c0ffee.part`))).toBe(true);
  });

  test("a record that cannot be written leaves nothing behind", async () => {
    const file = await fs.open(import.meta.filename);
    const sync = vi.spyOn(Object.getPrototypeOf(file) as fs.FileHandle, "sync");
    await file.close();
    sync.mockRejectedValueOnce(Object.assign(new Error("full"), { code: "ENOSPC" }));
    await expect(claim()).rejects.toThrow(`${out}: cannot be written (no space left on the device)`);
    sync.mockRestore();
    expect(readdirSync(out)).toEqual([]);
  });

  test("is of one run at a time", async () => {
    const planned = new Set<string>();
    const mine = { out, content, software: "1.0.0", planned, overwrite: false, mark: "00000001" };
    const release = await claimDirectory(mine);
    await expect(claim()).rejects.toMatchObject({ code: "SIMULATOR_IN_USE", file: out });
    await release();
    await claim();
    // Also after one that was refused.
    put(path);
    await expect(claim({ seed: 1 })).rejects.toMatchObject({ code: "SIMULATOR_CONTENT" });
    await claim();
  });

  test("a record that is none", async () => {
    const file = join(out, "simulation.json");
    for (const text of [
      "",
      "[]",
      "null",
      '{"content": 1}',
      '{"software": "1.0.0", "content": null}',
      '{"software": "1.',
    ]) {
      writeFileSync(file, text);
      for (const overwrite of [false, true]) {
        await expect(claim({}, [], overwrite)).rejects.toMatchObject({
          code: "SIMULATOR_CONTENT",
          file,
          message: `${file}: not the record of a simulated archive`,
        });
      }
    }
  });

  test("paths are told in full where the directory is this one", async () => {
    await claim();
    put(path);
    const [parent, before] = [out, process.cwd()];
    process.chdir(out);
    try {
      for (const here of [".", "./", join("..", basename(parent))]) {
        out = here;
        await expect(claim({ seed: 1 })).rejects.toThrow(`holds a file, ${path}, of another`);
        await claim({}, [path], true);
      }
    } finally {
      process.chdir(before);
      out = parent;
    }
  });

  test("what cannot be written will do when all is there", async () => {
    await claim();
    put(path);
    const refused = Object.assign(new Error("refused"), { code: "EROFS" });
    const claimRefused = (...options: Parameters<typeof claim>) => {
      vi.mocked(fs.mkdir).mockRejectedValueOnce(refused);
      return claim(...options);
    };
    await claimRefused({}, [path]);
    const message = `${out}: cannot be written (the file system is read-only)`;
    await expect(claimRefused({}, [path, "CALIOP/x/b.hdf"])).rejects.toThrow(message);
    await expect(claimRefused({}, [path], true)).rejects.toThrow(message);
    await expect(claimRefused({ seed: 1 }, [path])).rejects.toThrow(message);
  });

  test("a file in the way", async () => {
    const parent = out;
    writeFileSync(join(parent, "file"), "");
    for (const way of ["file", "file/archive"]) {
      out = join(parent, way);
      const error = await claim().catch((reason: unknown) => reason);
      expect(isSimulatorError(error, "SIMULATOR_DIRECTORY")).toBe(true);
      expect(String(error)).toMatch(/cannot be written \((it is a file|a part of its path is a file)\)/);
    }
    out = parent;
  });
});
