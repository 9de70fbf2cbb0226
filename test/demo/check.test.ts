import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { load } from "./_load.ts";

const { reportProblems } = await load<{ reportProblems(path: string, networks: readonly string[]): string[] }>(
  "report/check.mjs",
);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "demo-check-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const row = '<tr><th scope="row">climatology</th><td>0.3</td></tr>';
const content = {
  result: `<svg></svg>${row.repeat(6)}`,
  heights: "<svg><path/><path/><path/></svg>",
  curtains: "<img>",
  training: "<svg></svg><svg></svg>",
  leaderboard: row.repeat(4),
  data: "<img><img><img>",
  commands: "<pre>atcs</pre>",
  runs: "<li>one</li><li>two</li>",
};

function problemsOf(parts: Readonly<Record<string, string>>, networks: readonly string[] = []): string[] {
  const path = join(directory, "report.html");
  const sections = Object.entries(parts).map(([id, text]) => `<section id="${id}">${text}</section>`);
  writeFileSync(path, sections.join("\n"));
  return reportProblems(path, networks);
}

test("a whole page has no problems", () => {
  expect(problemsOf(content)).toEqual([]);
});

test("all that is missing, wrong or leads nowhere is told", () => {
  const { curtains: _, ...rest } = content;
  const parts = {
    ...rest,
    result: `${content.result}<td>NaN</td>`,
    training: "<svg></svg>",
    runs: `${content.runs}<a href="runs/lost/report.html">lost</a>`,
  };
  expect(problemsOf(parts, ["simple_conv"])).toEqual([
    'part "result": it has the word NaN',
    'there is no part "curtains"',
    'part "training": it has fewer than 2 <svg>',
    "there is no row of simple_conv",
    "runs/lost/report.html is linked, but is not there",
  ]);
});
