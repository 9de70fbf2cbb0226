// Type-checks the examples of READMEs and of doc comments against the sources, in the strict settings of the workspace.
// Part of `npm run types`.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { readExamples } from "./readme-examples.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const base = ts.getParsedCommandLineOfConfigFile(
  join(root, "tsconfig.json"),
  { noUnusedLocals: false, noUnusedParameters: false },
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (diagnostic) => report([diagnostic]) },
);

let failed = false;
let count = 0;
for (const name of readdirSync(join(root, "packages")).sort()) {
  const folder = join(root, "packages", name);
  if (existsSync(join(folder, "package.json"))) checkPackage(folder);
}
process.stdout.write(`${count} examples type-checked\n`);
process.exit(failed ? 1 : 0);

/** Inside the package, so that its own name resolves to its sources. */
function checkPackage(folder) {
  const temporary = mkdtempSync(join(folder, ".tmp-examples-"));
  try {
    const examples = [...readmeExamples(folder), ...docExamples(folder)];
    const files = examples.map(({ place, source }, i) => {
      const path = join(temporary, `example-${i}.mts`);
      writeFileSync(path, `// ${place}\n${source}\nexport {};\n`);
      return path;
    });
    count += files.length;
    report(ts.getPreEmitDiagnostics(ts.createProgram(files, base.options)));
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

function readmeExamples(folder) {
  const path = join(folder, "README.md");
  return readExamples(path).map(({ line, source }) => ({ place: `${relative(root, path)}, line ${line}`, source }));
}

function docExamples(folder) {
  const source = join(folder, "src");
  const files = readdirSync(source, { recursive: true }).filter((name) => name.endsWith(".ts"));
  return files.flatMap((name) => {
    const text = readFileSync(join(source, name), "utf8");
    return [...text.matchAll(/@example\n\s*\* ```ts\n(.*?)\n\s*\* ```/gs)].map((match) => ({
      place: `${relative(root, join(source, name))}, line ${text.slice(0, match.index).split("\n").length}`,
      source: match[1].replace(/^\s*\* ?/gm, ""),
    }));
  });
}

function report(diagnostics) {
  for (const diagnostic of diagnostics) {
    failed = true;
    const place = diagnostic.file?.text.split("\n")[0].slice(3) ?? "";
    process.stderr.write(`${place}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}\n`);
  }
}
