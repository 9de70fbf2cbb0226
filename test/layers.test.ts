import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

// [importing file, imported module, the rule that must object]
const cases: [string, string, string | undefined][] = [
  ["hdf/src/colocate.ts", "@atcs/colocate", "noRestrictedImports"],
  ["hdf/src/metrics.ts", "@atcs/dataset/metrics", "noRestrictedImports"],
  ["hdf/src/fs.ts", "node:fs", "noNodejsModules"],
  ["icare-fetch/src/hdf.ts", "@atcs/hdf", "noRestrictedImports"],
  ["colocate/src/hdf.ts", "@atcs/hdf", "noRestrictedImports"],
  ["colocate/src/tfjs.ts", "@tensorflow/tfjs-core", "noRestrictedImports"],
  ["dataset/src/models.ts", "@atcs/models", "noRestrictedImports"],
  ["dataset/src/tfjs.ts", "@tensorflow/tfjs", "noRestrictedImports"],
  ["models/src/dataset.ts", "@atcs/dataset", "noRestrictedImports"],
  ["train/src/cli.ts", "@atcs/cli", "noRestrictedImports"],
  ["simulator/src/fetch.ts", "@atcs/icare-fetch", "noRestrictedImports"],
  ["dataset/src/hdf.ts", "@atcs/hdf", undefined],
  ["dataset/src/tf/index.ts", "@tensorflow/tfjs", undefined],
  ["colocate/src/sparse-interpolation/index.ts", "@tensorflow/tfjs-core", undefined],
  ["train/src/models.ts", "@atcs/models", undefined],
  ["cli/src/simulator.ts", "@atcs/simulator", undefined],
];

describe("the layers of docs/architecture.md are a lint rule", () => {
  let folder: string;
  let rules: Map<string, string[]>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "atcs-layers-"));
    copyFileSync(join(root, "biome.json"), join(folder, "biome.json"));
    for (const [file, imported] of cases) {
      const path = join(folder, "packages", file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `import * as x from "${imported}";\n\nexport const y = x;\n`);
    }
    rules = lint(folder);
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(cases)("%s importing %s: %s", (file, _, rule) => {
    expect(rules.get(`packages/${file}`) ?? []).toEqual(rule === undefined ? [] : [rule]);
  });
});

/** Names of the broken import rules, by file. */
function lint(folder: string): Map<string, string[]> {
  const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
  const args = [biome, "lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "."];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  const json = stdout.slice(stdout.indexOf("{"));
  if (json === "") throw new Error(`biome printed no report: ${stderr}`);
  const rules = new Map<string, string[]>();
  for (const { category, location } of (JSON.parse(json) as Report).diagnostics) {
    const rule = category.split("/").at(-1) ?? category;
    const file = typeof location.path === "string" ? location.path : location.path.file;
    if (/Restricted|Nodejs/.test(rule)) rules.set(file, [...(rules.get(file) ?? []), rule]);
  }
  return rules;
}

interface Report {
  diagnostics: { category: string; location: { path: string | { file: string } } }[];
}
