import type {
  Answer,
  CheckedField,
  Finding,
  FindingStatus,
  GranuleProduct,
  GranuleReport,
} from "@atcs/dataset/granules";
import { escapeControls } from "../format/escape.ts";
import { type Line, type Role, textWidth, wrapParts } from "../format/line.ts";
import { byteSizeText, countText } from "../format/value.ts";
import { sampleText } from "./sample-text.ts";

const products: Readonly<Record<GranuleProduct, string>> = {
  parasol: "PARASOL level 1B",
  cldclass: "CALTRACK CS-2B-CLDCLASS",
  cloudsat: "CloudSat 2B-CLDCLASS",
  sync: "CALTRACK PAR-RB2",
};

const statusRoles: Readonly<Record<FindingStatus, Role>> = {
  documented: "plain",
  undocumented: "faint",
  tolerated: "attribute",
  matters: "error",
};

const indent = "  ";
const labelWidth = 16;

/** A report for people and for bug trackers: lines of at most `width` characters where the content allows it. @param advice what to do about it */
export function* reportLines(report: GranuleReport, width: number, advice?: string): Generator<Line> {
  const { format, bytes, layout, content, fields, deviations, answers, conclusion } = report;
  yield [[escapeControls(report.file), "strong"]];
  // Of what is no granule, that it is none is all that is to be told.
  const isGranule = format !== undefined || report.productByName !== undefined;
  if (isGranule) yield* labelled("product", productText(report), "plain", width);
  const parts = [format?.toUpperCase(), bytes === undefined ? undefined : byteSizeText(bytes)];
  const file = parts.filter((part) => part !== undefined).join(", ");
  if (file !== "") yield* labelled("file", file, "plain", width);
  yield* section("Layout", layout, findingLines, width);
  yield* section("Data sets", fields, fieldLines, width);
  yield* section("Content", content, findingLines, width);
  const told = "Likely or unknown so far, and told by this file";
  yield* section(told, answers, answerLines, width);
  yield* section("Deviations noted by the readers", deviations.map(deviationFinding), findingLines, width);
  yield* section("Matters", conclusion.verdict === "unreadable" ? [] : conclusion.matters, bulletLines, width);
  yield [];
  yield* labelled("conclusion", conclusion.text, conclusion.ok ? "strong" : "error", width);
  if (advice !== undefined) yield* labelled("what to do", advice, "plain", width);
}

function productText({ product, productByName, productByContent }: GranuleReport): string {
  if (product === undefined) return "not recognised, neither by name nor by content";
  const name = products[product];
  if (productByName === productByContent) return `${name}, by name and by content`;
  if (productByContent === undefined) return `${name} by its name; the content does not tell`;
  const byName =
    productByName === undefined
      ? "its name is not that of a granule"
      : `its name says ${productByName === "other" ? "another product" : products[productByName]}`;
  return `${name} by its content; ${byName}`;
}

function* section<T>(
  title: string,
  items: readonly T[],
  lines: (item: T, width: number) => Iterable<Line>,
  width: number,
): Generator<Line> {
  if (items.length === 0) return;
  yield [];
  yield [[title, "strong"]];
  for (const item of items) yield* lines(item, width);
}

/** "type: int16: as documented" and the like. */
function* findingLines(finding: Finding, width: number): Generator<Line> {
  const { subject, status } = finding;
  yield* wrapped(`${subject}: ${statusText(finding)}`, indent, statusRoles[status], width);
}

function statusText({ status, found, documented, note, certainty }: Finding): string {
  const also = note === undefined ? "" : `; ${note}`;
  if (status === "undocumented") return `not documented: found ${found}${also}`;
  const isLikely = certainty === "likely";
  if (status === "documented") return `as documented${isLikely ? " (likely)" : ""}: ${found}${also}`;
  const against = documented === undefined ? "" : `, ${isLikely ? "likely" : "documented"} is ${documented}`;
  return `differs, ${status}: ${found}${against}${also}`;
}

/** What is as documented on one line, what is not documented on another, differences on lines of their own. */
function* fieldLines({ path, findings, sample }: CheckedField, width: number): Generator<Line> {
  yield [[indent + escapeControls(path), "strong"]];
  const listed = (status: FindingStatus): string =>
    findings
      .filter((finding) => finding.status === status)
      .map(({ subject, found, note }) => `${subject} ${found}${status === "undocumented" && note ? ` (${note})` : ""}`)
      .join("; ");
  const inner = indent.repeat(2);
  const documented = listed("documented");
  if (documented !== "") yield* wrapped(`as documented: ${documented}`, inner, "plain", width);
  const undocumented = listed("undocumented");
  if (undocumented !== "") yield* wrapped(`not documented: found ${undocumented}`, inner, "faint", width);
  for (const finding of findings) {
    if (finding.status === "documented" || finding.status === "undocumented") continue;
    yield* wrapped(`${finding.subject}: ${statusText(finding)}`, inner, statusRoles[finding.status], width);
  }
  if (sample !== undefined) yield* wrapped(`sampled: ${sampleText(sample)}`, inner, "faint", width);
}

const shownPaths = 4;

function* answerLines({ paths, subject, found, documented, status }: Answer, width: number): Generator<Line> {
  const shown = paths.slice(0, shownPaths).map((path) => path.slice(path.lastIndexOf("/") + 1));
  const more =
    paths.length > shown.length ? `${shown.join(", ")} and ${paths.length - shown.length} more` : shown.join(", ");
  const of = paths.length === 0 ? "" : ` of ${more}`;
  const likely =
    documented === undefined ? "" : status === "documented" ? ", as was likely" : `, likely was ${documented}`;
  yield* wrapped(`${subject}${of}: ${found}${likely}`, indent, "plain", width);
}

function deviationFinding({ code, where, found, assumed, matters }: GranuleReport["deviations"][number]): Finding {
  const status = matters ? "matters" : "tolerated";
  return { subject: `${code} ${where}`, found, documented: undefined, certainty: "certain", status, note: assumed };
}

function* bulletLines(text: string, width: number): Generator<Line> {
  yield* wrapped(text, indent, "error", width);
}

function* labelled(label: string, text: string, role: Role, width: number): Generator<Line> {
  const lines = wrapParts(escapeControls(text).split(" "), " ", width - labelWidth, width - labelWidth);
  for (const [i, line] of lines.entries()) {
    yield [
      [(i === 0 ? label : "").padEnd(labelWidth), "plain"],
      [line, role],
    ];
  }
}

function* wrapped(text: string, prefix: string, role: Role, width: number): Generator<Line> {
  const hanging = `${prefix}${indent.repeat(2)}`;
  const words = escapeControls(text).split(" ");
  const lines = wrapParts(words, " ", width - textWidth(prefix), width - textWidth(hanging));
  for (const [i, line] of lines.entries()) yield [[(i === 0 ? prefix : hanging) + line, role]];
}

/** One sentence about several files. */
export function summaryText(reports: readonly GranuleReport[]): string {
  const counts = new Map<string, number>();
  for (const { conclusion } of reports) counts.set(conclusion.verdict, (counts.get(conclusion.verdict) ?? 0) + 1);
  const words = {
    "as-documented": "as documented",
    tolerated: "with differences that do not matter",
    matters: "with differences that matter",
    unreadable: "cannot be read",
  };
  const parts = Object.entries(words).flatMap(([verdict, word]) =>
    counts.has(verdict) ? [`${counts.get(verdict)} ${word}`] : [],
  );
  return `${countText(reports.length, "file")}: ${parts.join(", ")}`;
}
