// Is the page whole?

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parts } from "./write-report.mjs";

/** What a part must have at least: charts, figures, rows of tables and commands. */
const expected = {
  result: { svg: 1, tr: 6 },
  heights: { svg: 1, path: 3 },
  curtains: { img: 1 },
  training: { svg: 2 },
  leaderboard: { tr: 4 },
  data: { img: 3 },
  commands: { pre: 1 },
  runs: { li: 2 },
};

/**
 * What is wrong with the page, as sentences.
 * @param networks names that it must show
 */
export function reportProblems(path, networks) {
  const text = readFileSync(path, "utf8");
  const problems = [];
  for (const [id] of parts) {
    const [, content] = new RegExp(`<section id="${id}">(.*?)</section>`, "s").exec(text) ?? [];
    if (content === undefined) problems.push(`there is no part "${id}"`);
    else for (const problem of partProblems(content, expected[id])) problems.push(`part "${id}": ${problem}`);
  }
  for (const name of ["climatology", ...networks]) {
    if (!text.includes(`<th scope="row">${name}</th>`)) problems.push(`there is no row of ${name}`);
  }
  for (const [, link] of text.matchAll(/href="([^"#]+)"/g)) {
    if (!existsSync(join(dirname(path), link))) problems.push(`${link} is linked, but is not there`);
  }
  return problems;
}

function partProblems(content, wanted) {
  const wrong = /\b(NaN|undefined|null|Infinity|\[object \w+\])\b/.exec(content.replace(/base64,[^"]*/g, ""));
  const missing = Object.entries(wanted).filter(([name, least]) => content.split(`<${name}`).length - 1 < least);
  return [
    ...(wrong === null ? [] : [`it has the word ${wrong[0]}`]),
    ...missing.map(([name, least]) => `it has fewer than ${least} <${name}>`),
  ];
}
