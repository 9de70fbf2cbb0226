import type { GridBox } from "@atcs/colocate";
import type { Dataset, HdfFile, OperationOptions } from "@atcs/hdf";
import type { ParasolGranule } from "../parasol.ts";
import type { ParasolField } from "../parasol-field.ts";
import { rolesOf } from "./_codes.ts";
import { conventionFindings } from "./_conventions.ts";
import { certain, compare } from "./_finding.ts";
import { gridFindings } from "./_grid-agreement.ts";
import { type Damage, guard } from "./_guard.ts";
import { parasolDocument } from "./_parasol-documents.ts";
import { furtherFindings, parasolFieldFindings } from "./_parasol-field-findings.ts";
import { chooseBoxes } from "./_sample-boxes.ts";
import { swathFindings } from "./_swath-findings.ts";
import { type SwathScan, scanSwath } from "./_swath-scan.ts";
import { rangeFinding, ValueSummary } from "./_value-summary.ts";
import { viewSlotFindings } from "./_view-slots.ts";
import type { CheckContext, Checked } from "./context.ts";
import type { CheckedField, Finding, ValueSample } from "./types.ts";

/** Look at a granule of PARASOL level 1B: all of Nviews, and a few boxes of every field. */
export async function checkParasol(granule: ParasolGranule, context: CheckContext): Promise<Checked> {
  const { file, signal, onProgress } = context;
  const fields = granule.fields();
  const total = granule.grid.rows + fields.length;
  const damage: Damage = { isFound: false };
  const scan = await guard(damage, () =>
    scanViews(granule, { signal }, (done) => onProgress({ done, total, what: "Nviews" })),
  );
  const swath = scan.value;
  const boxes = await guard(damage, () => chooseBoxes(granule, swath, { signal }));
  const places: readonly GridBox[] = boxes.value ?? [];
  const samples = new Map<string, { value?: ValueSample | undefined; problem?: string | undefined }>();
  for (const [i, field] of fields.entries()) {
    onProgress({ done: granule.grid.rows + i, total, what: field.name });
    if (places.length > 0)
      samples.set(field.path, await guard(damage, () => sampleField(granule, field, places, { signal })));
  }
  const slots = await guard(damage, () => viewSlotFindings(granule, places, { signal }));
  const grid = await guard(damage, () => gridFindings(granule, places, swath, { signal }));
  onProgress({ done: total, total, what: "" });
  const checked = fields.map((field): CheckedField => {
    const { value, problem } = samples.get(field.path) ?? {};
    return { path: field.path, sample: value, findings: fieldFindings(granule, file, field, value, problem) };
  });
  const problems = [scan, boxes, slots, grid].flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  return {
    isDamaged: damage.isFound,
    layout: [...dimensionFindings(granule), ...furtherFindings(fields)],
    fields: checked,
    content: [
      ...[...new Set(problems)].map((problem) => compare("reading", problem, certain("no error"), { matters: true })),
      ...swathFindings(swath, granule),
      ...(slots.value ?? []),
      ...(grid.value ?? []),
      ...conventionFindings(granule),
    ],
  };
}

async function scanViews(
  granule: ParasolGranule,
  options: OperationOptions,
  onRows: (done: number) => void,
): Promise<SwathScan | undefined> {
  // What is wrong with it is a deviation already.
  if (!granule.hasField("Nviews")) return undefined;
  return granule.field("Nviews").directional ? undefined : scanSwath(granule, options, onRows);
}

async function sampleField(
  granule: ParasolGranule,
  field: ParasolField,
  boxes: readonly GridBox[],
  options: OperationOptions,
): Promise<ValueSample> {
  const { data, scale, offset } = await granule.readWindow(field.name, boxes, options);
  const { fill, missing } = rolesOf(field);
  const summary = new ValueSummary();
  for (let i = 0; i < data.length; i++) {
    const count = data[i]!;
    if (fill.includes(count)) summary.fill();
    else summary.add(missing.includes(count) ? Number.NaN : scale * count + offset);
  }
  return summary.result();
}

function fieldFindings(
  granule: ParasolGranule,
  file: HdfFile,
  field: ParasolField,
  sample: ValueSample | undefined,
  problem: string | undefined,
): Finding[] {
  const dataset = file.get(field.path) as Dataset;
  const findings = parasolFieldFindings(field, dataset, granule, granule.deviations);
  const document = parasolDocument(field.name, field.dtype, { rows: granule.grid.rows, views: granule.views });
  const range = sample && rangeFinding(sample, document.range);
  if (range !== undefined) findings.push(range);
  if (problem !== undefined) findings.push(compare("values", problem, certain("readable"), { matters: true }));
  return findings;
}

function dimensionFindings(granule: ParasolGranule): Finding[] {
  const { grid, views, deviations } = granule;
  const at = (code: string) => deviations.find((deviation) => deviation.code === code);
  return [
    compare("grid", `${grid.rows} x ${grid.cols}`, certain("3240 x 6480"), { deviation: at("GRID_SIZE") }),
    compare("views", String(views), certain("16"), { deviation: at("VIEW_COUNT") }),
  ];
}
