// The examples of a README, so that tests can run them: every block of ```ts is a module of its own; a block of ```text
// right after it is what it must print.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The files that examples read, under the names that they use. */
const exampleFiles = {
  "granule.hdf": "granules/CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
  "sync.hdf": "granules/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf",
  "parasol.h5": "granules/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5",
};

/**
 * Make what the examples of a package find in their folder: granules, and what its `scripts/prepare-readme.mjs` makes of them.
 * @param {string} packageFolder
 * @param {string} folder where examples will run, and the package resolves as it is installed there
 */
export function prepareExamples(packageFolder, folder) {
  const fixtures = fileURLToPath(new URL("../fixtures", import.meta.url));
  for (const [name, fixture] of Object.entries(exampleFiles)) {
    copyFileSync(join(fixtures, fixture), join(folder, name));
  }
  const script = join(packageFolder, "scripts", "prepare-readme.mjs");
  if (!existsSync(script)) return;
  // In the folder, from where its imports resolve.
  const copy = join(folder, ".prepare-readme.mjs");
  copyFileSync(script, copy);
  try {
    execFileSync(process.execPath, [copy, fixtures], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  } finally {
    rmSync(copy, { force: true });
  }
}

/**
 * @typedef {{ line: number, source: string, output: string | undefined }} Example
 * @param {string} path of a Markdown file
 * @returns {Example[]}
 */
export function readExamples(path) {
  const text = readFileSync(path, "utf8");
  const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return blocks.flatMap((block, i) => {
    if (block[1] !== "ts") return [];
    const next = blocks[i + 1];
    const follows = next?.[1] === "text" && text.slice(block.index + block[0].length, next.index).trim() === "";
    return [
      {
        line: text.slice(0, block.index).split("\n").length,
        source: block[2],
        output: follows ? next[2] : undefined,
      },
    ];
  });
}

/**
 * Run an example in a folder from which its packages resolve; what it printed.
 * @param {Example} example
 * @param {string} folder
 */
export function runExample(example, folder) {
  const file = join(folder, `.readme-example-${process.pid}-${example.line}.mjs`);
  const { outputText } = ts.transpileModule(example.source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  writeFileSync(file, outputText);
  try {
    return execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } finally {
    rmSync(file, { force: true });
  }
}
