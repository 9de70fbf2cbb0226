// The page of what came out: report.html, which needs nothing but itself.

import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { html, trusted } from "./html.mjs";
import { readResults } from "./results.mjs";
import {
  commandsSection,
  curtainSection,
  curvesSection,
  dataSection,
  heightSection,
  leaderboardSection,
  resultSection,
  runsSection,
} from "./sections.mjs";
import { style } from "./style.mjs";
import { compare, verdictOf } from "./verdict.mjs";

/** Ids and titles of the parts, in their order. */
export const parts = [
  ["result", "Result", resultSection],
  ["heights", "By height", heightSection],
  ["curtains", "Truth and predictions", curtainSection],
  ["training", "Training", curvesSection],
  ["leaderboard", "Leaderboard", leaderboardSection],
  ["data", "Data", dataSection],
  ["commands", "What was done", commandsSection],
  ["runs", "More of each network", runsSection],
];

/**
 * Read what the commands have left in `out`, and write the page.
 * @returns the verdict, and the path of the page
 */
export async function writeReport({ out, settings, steps, times }) {
  // The network that is expected to be the best comes last in the settings.
  const names = [...Object.keys(settings.networks).reverse(), "climatology"];
  const results = await readResults(out, names);
  const comparison = compare(results.evaluations, results.orbitOf);
  const verdict = verdictOf(comparison);
  const text = page({ ...results, comparison, verdict, steps, times });
  const path = join(out, "report.html");
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
  return { verdict, path };
}

function page(content) {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  const section = ([id, title, make]) => html`<section id="${id}"><h2>${title}</h2>
${make(content)}</section>
`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>ATCS demo: from an archive to a leaderboard</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><h1>From an archive to a leaderboard</h1>
<p class="muted">What <code>npm run demo</code> did on this machine: simulated satellite images with radar labels were fetched, made into a dataset, learned and scored.</p>
<nav>${parts.map(([id, title]) => html`<a href="#${id}">${title}</a>\n`)}</nav></header>
<main>
${parts.map(section)}</main>
</body>
</html>
`.text;
}
