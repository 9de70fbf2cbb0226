import type { Answer, CheckedField, Finding } from "./types.ts";

/** What describes this one granule, and tells nothing of the product. */
const ofOneGranule = new Set([
  "acquisition",
  "bins of fill",
  "cloud types",
  "clouds that are not determined",
  "global attributes",
  "Nviews",
  "values",
]);

/**
 * What is documented as likely, or not at all, and told by this file. The same of several data sets is one answer; of
 * data sets that are not documented at all nothing is.
 */
export function collectAnswers(
  fields: readonly CheckedField[],
  others: readonly Finding[],
  isDocumented: (path: string) => boolean,
): Answer[] {
  const answers = new Map<string, Answer & { paths: string[] }>();
  for (const { path, findings } of fields) {
    if (!isDocumented(path)) continue;
    for (const finding of findings) {
      if (finding.certainty === "certain" || ofOneGranule.has(finding.subject)) continue;
      const key = JSON.stringify([finding.subject, finding.found, finding.documented, finding.status]);
      const known = answers.get(key);
      if (known === undefined) answers.set(key, { ...finding, paths: [path] });
      else known.paths.push(path);
    }
  }
  const ofFile = others
    .filter(
      ({ certainty, subject, found }) =>
        certainty !== "certain" && !ofOneGranule.has(subject) && !found.startsWith("not told"),
    )
    .map((finding) => ({ ...finding, paths: [] }));
  return [...ofFile, ...answers.values()];
}
