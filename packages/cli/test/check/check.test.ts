import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTime } from "@atcs/colocate";
import { type ArchiveSummary, simulateArchive } from "@atcs/simulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";
import { main } from "../../src/index.ts";
import { captureIo } from "../support/io.ts";

const { files } = fixtureJson<{ files: Record<"parasol" | "cldclass" | "sync", string> }>("granules/expected.json");
const cldclass = fixturePath(`granules/${files.cldclass}`);
const sync = fixturePath(`granules/${files.sync}`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "atcs-check-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { io, stdout, stderr } = captureIo();
  const code = await main(["check", ...argv], io);
  return { code, stdout: stdout(), stderr: stderr() };
}

/** What is looked at of the reports in JSON. */
interface JsonReport {
  readonly file: string;
  readonly product: string | null;
  readonly productByName: string | null;
  readonly conclusion: Readonly<Record<"cause" | "advice" | "text" | "verdict", string | null>> & {
    readonly ok: boolean;
    readonly matters: readonly string[];
  };
  readonly layout: readonly { readonly subject: string; readonly documented: string | null }[];
  readonly fields: readonly unknown[];
  readonly content: readonly { readonly subject: string }[];
}

async function json(...argv: string[]): Promise<{ code: number; reports: JsonReport[]; stderr: string }> {
  const { code, stdout, stderr } = await run(...argv, "--json");
  return { code, stderr, reports: (JSON.parse(stdout) as { reports: JsonReport[] }).reports };
}

describe("granules of the miniature scene", () => {
  test.each(["parasol", "cldclass", "sync"] as const)("%s: nothing that matters differs", async (product) => {
    const { code, stdout, stderr } = await run(fixturePath(`granules/${files[product]}`));
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toBe(files[product]);
    expect(lines[1]).toMatch(/^product {9}.*, by name and by content$/);
    expect(lines).toContain("Likely or unknown so far, and told by this file");
    expect(lines.at(-1)).toMatch(/^conclusion {6}readable, \d+ differences that do not matter$/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });

  test("several files, one after the other, and a line about all", async () => {
    const { code, stdout } = await run(cldclass, sync);
    expect(code).toBe(0);
    expect(stdout).toContain(`\n\n${files.sync}\n`);
    expect(stdout).toMatch(/\n\n2 files: 2 with differences that do not matter\n$/);
  });

  test("--json", async () => {
    const { code, reports, stderr } = await json(sync, cldclass);
    expect([code, stderr]).toEqual([0, ""]);
    expect(reports.map(({ product, file }) => [product, file])).toEqual([
      ["sync", files.sync],
      ["cldclass", files.cldclass],
    ]);
    expect(reports[0]).toMatchObject({ format: "hdf4", bytes: 12855, conclusion: { ok: true } });
  });

  test("a renamed file in a folder of someone: its name is all that is told", async () => {
    const path = join(folder, "x.hdf");
    copyFileSync(sync, path);
    const { code, stdout } = await run(path);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^x\.hdf\nproduct {9}CALTRACK PAR-RB2 by its content; its name is not that of a granule\n/);
    expect(stdout).not.toContain(folder);
  });
});

describe("what is wrong is told, and the exit code is 1", () => {
  test("a name that contradicts the content", async () => {
    const path = join(folder, files.cldclass);
    copyFileSync(sync, path);
    const { code, stdout, stderr } = await run(path);
    expect(code).toBe(1);
    expect(stdout).toContain("its name says CALTRACK CS-2B-CLDCLASS");
    expect(stdout).toMatch(
      /\nMatters\n {2}file name: the file's name says CALTRACK CS-2B-CLDCLASS; it is read as PAR-RB2/,
    );
    expect(stderr).toMatch(
      /^atcs check: .*: readable, but 1 difference matters, .* give it the name that fits its content\.$/m,
    );
  });

  describe("each has the line that fits, and only what nobody can mend is to be reported", () => {
    const half = (path: string): Uint8Array => {
      const bytes = readFileSync(path);
      return bytes.subarray(0, bytes.length / 2);
    };
    const again = "It is cut off or damaged: fetch it again.";
    const stranger = fixturePath("hdf4/features/attributes.hdf");

    test.each<[string, string, Uint8Array | string | undefined, string, string]>([
      ["no file", "none.hdf", undefined, "unreachable", "Check the path and its permissions."],
      ["no bytes", "empty.hdf", "", "empty", "Fetch it again."],
      ["a web page", "page.hdf", "<html>404</html>", "not-hdf", "Give a granule; if it should be one, its download"],
      ["half of HDF4", "half.hdf", half(cldclass), "damaged", again],
      ["half of HDF5", "half.h5", half(fixturePath(`granules/${files.parasol}`)), "damaged", again],
      ["another file", "other.hdf", readFileSync(stranger), "not-a-product", "Give a granule of PARASOL level 1B, "],
      [
        "another product",
        "CALTRACK-5km_MOD06-5KM_V1-00_2008-06-03T01-28-10ZD.hdf",
        readFileSync(stranger),
        "not-a-product",
        "Give a granule of PARASOL level 1B, ",
      ],
    ])("%s", async (_, name, content, cause, advice) => {
      const path = join(folder, name);
      if (content !== undefined) writeFileSync(path, content);
      const { code, stdout, stderr } = await run(path);
      expect(code).toBe(1);
      expect(stdout).toContain("\nwhat to do      ");
      expect(stderr.split("\n")).toHaveLength(2);
      expect(stderr.slice(0, `atcs check: ${path}`.length)).toBe(`atcs check: ${path}`);
      expect(stderr.slice(`atcs check: ${path}`.length)).not.toContain(name);
      expect(stderr).toContain(`. ${advice}`);
      expect(stderr).not.toMatch(/report/i);
      const { reports } = await json(path);
      expect(reports[0]?.conclusion).toMatchObject({ ok: false, cause });
      expect(reports[0]?.conclusion.advice).toContain(advice);
    });

    test("a directory", async () => {
      const { code, stderr } = await run(folder);
      expect([code, stderr]).toEqual([1, `atcs check: ${folder}: not a regular file. Give the granules in it.\n`]);
    });

    test("an empty path is wrong usage", async () => {
      expect(await run(sync, "")).toMatchObject({ code: 2, stdout: "" });
    });

    test("a product in a form that nobody knows is to be reported", async () => {
      const path = join(folder, files.cldclass);
      writeFileSync(path, readFileSync(stranger));
      expect((await run(path)).stderr).toMatch(/Send the report along when you report this\.\n$/);
    });

    test("several: each report says what to do", async () => {
      const page = join(folder, "page.hdf");
      writeFileSync(page, "<html>404</html>");
      const { code, reports, stderr } = await json(page, join(folder, "none.hdf"), sync);
      expect(code).toBe(1);
      expect(reports.map(({ conclusion }) => conclusion.ok)).toEqual([false, false, true]);
      expect(reports[0]?.conclusion.text).toMatch(/^cannot be read: page\.hdf.*a web page, it seems/);
      expect(reports[1]?.conclusion.text).toBe("cannot be read: none.hdf: cannot be opened (no such file)");
      expect(JSON.parse(stderr)).toEqual({
        error: {
          code: "CHECK_FAILED",
          message: "3 files: 1 with differences that do not matter, 2 cannot be read",
          hint: "Each report says what to do.",
        },
      });
      expect(JSON.stringify(reports)).not.toContain(folder);
    });
  });

  test("control characters in the name do nothing to the terminal", async () => {
    const path = join(folder, "\u001b[2Jpage.hdf");
    writeFileSync(path, "no");
    const { code, stdout } = await run(path);
    expect(code).toBe(1);
    expect(stdout).toContain("\\x1b[2Jpage.hdf");
  });

  test("no file is wrong usage; an interrupt ends it", async () => {
    expect((await run()).code).toBe(2);
    const { io, stderr } = captureIo({ signal: AbortSignal.abort() });
    expect(await main(["check", sync], io)).toBe(130);
    expect(stderr()).toBe("atcs check: interrupted\n");
  });
});

describe("simulated granules", () => {
  const day = parseTime("2008-06-03");
  const common = { from: day, to: day, granulesPerDay: 1, latRange: [4, 6], workers: 0 } as const;
  const paths = (out: string, { granules }: ArchiveSummary): string[] =>
    granules.flatMap(({ files: written }) => written.map(({ path }) => join(out, path)));

  test("nothing that matters differs, in their directories as in others", async () => {
    const out = join(folder, "good");
    const summary = await simulateArchive({ ...common, out, withDefects: true });
    const { code, reports } = await json(...paths(out, summary));
    expect(reports.map(({ product, conclusion }) => [product, conclusion.matters])).toEqual([
      ["cldclass", []],
      ["sync", []],
      ["parasol", []],
    ]);
    expect(code).toBe(0);
    // Everything that is documented is written, the attributes that nobody needs included.
    const image = reports[2]!;
    expect(image.fields).toHaveLength(42);
    expect(image.layout.find(({ subject }) => subject.startsWith("further attributes"))?.documented).toBe("all");
  }, 60_000);

  test("one without cloud classes is as documented; one that is cut off is not", async () => {
    const out = join(folder, "bad");
    const summary = await simulateArchive({ ...common, out, imperfections: { truncated: 1, noCloudData: 1 } });
    const { code, reports } = await json(...paths(out, summary));
    expect(code).toBe(1);
    expect(reports.filter(({ conclusion }) => !conclusion.ok)).toHaveLength(1);
    const labels = reports.find(({ productByName }) => productByName === "cldclass")!;
    if (labels.conclusion.ok) expect(labels.content.map(({ subject }) => subject)).toContain("cloud classes");
  }, 60_000);
});
