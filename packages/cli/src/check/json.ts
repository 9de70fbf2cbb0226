import type { CheckedField, Finding, GranuleReport } from "@atcs/dataset/granules";
import type { JsonValue } from "../format/json.ts";
import { adviceFor } from "./advice.ts";
import type { CheckedFile } from "./check-files.ts";

/** What `atcs check --json` prints of a file. All keys are always there: what is not known is null. */
export function reportJson(checked: CheckedFile): JsonValue {
  const { report } = checked;
  return {
    file: report.file,
    bytes: report.bytes ?? null,
    format: report.format ?? null,
    product: report.product ?? null,
    productByName: report.productByName ?? null,
    productByContent: report.productByContent ?? null,
    conclusion: conclusionJson(report, adviceFor(checked)),
    layout: report.layout.map(findingJson),
    fields: report.fields.map(fieldJson),
    content: report.content.map(findingJson),
    answers: report.answers.map((answer) => ({ paths: [...answer.paths], ...findingJson(answer) })),
    deviations: report.deviations.map(({ code, where, found, assumed, matters }) => ({
      code,
      where,
      found,
      assumed,
      matters,
    })),
  };
}

function conclusionJson({ conclusion }: GranuleReport, advice: string | undefined): JsonValue {
  const { verdict, ok, cause, matters, tolerated, text } = conclusion;
  return { verdict, ok, cause: cause ?? null, matters: [...matters], tolerated, text, advice: advice ?? null };
}

function findingJson({
  subject,
  found,
  documented,
  certainty,
  status,
  note,
  code,
}: Finding): Record<string, JsonValue> {
  return {
    subject,
    status,
    found,
    documented: documented ?? null,
    certainty,
    note: note ?? null,
    code: code ?? null,
  };
}

function fieldJson({ path, findings, sample }: CheckedField): JsonValue {
  return { path, findings: findings.map(findingJson), sample: sample === undefined ? null : sampleJson(sample) };
}

function sampleJson({
  elements,
  fill,
  missing,
  values,
  min,
  max,
  distinct,
}: NonNullable<CheckedField["sample"]>): JsonValue {
  return { elements, fill, missing, values, min, max, distinct: distinct?.map((pair) => [...pair]) ?? null };
}
