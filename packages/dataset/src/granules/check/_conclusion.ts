import type { Deviation } from "../deviations.ts";
import type { CheckCause, CheckedField, Conclusion, Finding } from "./types.ts";

/** Findings that repeat what the readers say of a place count once, with that. */
interface Place {
  readonly where: string;
  readonly finding: Finding;
}

/** What findings and deviations come to. @param isDamaged something in the file could not be read, for it is damaged */
export function conclude(
  findings: readonly Finding[],
  fields: readonly CheckedField[],
  deviations: readonly Deviation[],
  isDamaged: boolean,
): Conclusion {
  const cause = isDamaged ? "damaged" : undefined;
  const places: Place[] = [
    ...findings.map((finding) => ({ where: finding.subject, finding })),
    ...fields.flatMap(({ path, findings }) =>
      findings.map((finding) => ({ where: `${path}, ${finding.subject}`, finding })),
    ),
  ].filter(({ finding }) => finding.code === undefined);
  const matters = [
    ...deviations
      .filter((deviation) => deviation.matters)
      .map(({ where, found, assumed }) => `${where}: ${found}; ${assumed}`),
    ...places
      .filter(({ finding }) => finding.status === "matters")
      .map(({ where, finding: { found, note } }) => `${where}: ${found}${note === undefined ? "" : `; ${note}`}`),
  ];
  const tolerated =
    deviations.filter((deviation) => !deviation.matters).length +
    places.filter(({ finding }) => finding.status === "tolerated").length;
  if (matters.length > 0) {
    const some = matters.length === 1 ? "1 difference matters" : `${matters.length} differences matter`;
    const text = `readable, but ${some}, ${noMatter(tolerated)}`;
    return { verdict: "matters", cause, ok: false, matters, tolerated, text };
  }
  if (tolerated === 0)
    return { verdict: "as-documented", cause, ok: true, matters, tolerated, text: "readable, as documented" };
  return { verdict: "tolerated", cause, ok: true, matters, tolerated, text: `readable, ${noMatter(tolerated)}` };
}

/** It cannot be read. */
export function concludeUnreadable(reason: string, cause: CheckCause): Conclusion {
  return {
    verdict: "unreadable",
    cause,
    ok: false,
    matters: [reason],
    tolerated: 0,
    text: `cannot be read: ${reason}`,
  };
}

function noMatter(count: number): string {
  if (count === 0) return "no other one";
  return count === 1 ? "1 difference that does not matter" : `${count} differences that do not matter`;
}
