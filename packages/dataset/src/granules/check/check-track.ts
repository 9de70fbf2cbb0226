import { type Attributes, type Dataset, type HdfFile, isHdfError, type OperationOptions, type Table } from "@atcs/hdf";
import { ProfileFile } from "../_profile-file.ts";
import type { CldclassGranule } from "../cldclass.ts";
import { DeviationLog } from "../deviations.ts";
import { SyncGranule } from "../sync.ts";
import { differenceFindings } from "./_difference-findings.ts";
import { certain, compare } from "./_finding.ts";
import { type Damage, guard } from "./_guard.ts";
import { labelFindings } from "./_label-findings.ts";
import type { FieldDocument } from "./_parasol-documents.ts";
import { trackDocuments } from "./_track-documents.ts";
import { shapeOf, trackFieldFindings } from "./_track-field-findings.ts";
import { trackFindings } from "./_track-findings.ts";
import { rangeFinding, ValueSummary } from "./_value-summary.ts";
import type { CheckContext, Checked } from "./context.ts";
import type { CheckedField, Finding, GranuleProduct, ValueSample } from "./types.ts";

/** Data sets that are listed; the products have fewer than ten, CloudSat's own granules about twenty. */
const maxListed = 200;

/** Look at all of a granule along the track: it has some megabytes. */
export async function checkTrack(
  granule: CldclassGranule | SyncGranule,
  product: GranuleProduct,
  { file, signal, onProgress }: CheckContext,
): Promise<Checked> {
  const damage: Damage = { isFound: false };
  const read = await guard(damage, () => contentFindings(granule, signal));
  const profiles = new ProfileFile(file, new DeviationLog());
  const nodes = listNodes(file, profiles);
  const count = shapeOf(profiles.require("Latitude"))[0] ?? 0;
  const documents = trackDocuments(product, count);
  const fields: CheckedField[] = [];
  for (const [i, node] of nodes.entries()) {
    onProgress({ done: i, total: nodes.length, what: node.name });
    fields.push(await checkField(node, documents.get(node.name) ?? {}, profiles, granule, { signal }, damage));
  }
  onProgress({ done: nodes.length, total: nodes.length, what: "" });
  const content = [...(read.value ?? []), ...absentFindings(documents, nodes, granule)];
  return { layout: [], fields, content, problem: read.problem, isDamaged: damage.isFound };
}

async function contentFindings(
  granule: CldclassGranule | SyncGranule,
  signal: AbortSignal | undefined,
): Promise<Finding[]> {
  const { nameParts } = granule;
  if (granule instanceof SyncGranule) {
    const profiles = await granule.readProfiles({ signal });
    return [...trackFindings(profiles, nameParts), ...differenceFindings(profiles.timeDifferenceSec)];
  }
  if (!granule.hasCloudData) {
    const found = "none: there is no cloud_scenario, or it is empty";
    const known = certain("some granules have none", () => true);
    return [...trackFindings(await granule.readTrack({ signal }), nameParts), compare("cloud classes", found, known)];
  }
  const labels = await granule.readLabels({ signal });
  return [...trackFindings(labels, nameParts), ...labelFindings(labels, granule.deviations)];
}

/** Data sets, and the Vdatas that are fields of a swath. */
function listNodes(file: HdfFile, profiles: ProfileFile): (Dataset | Table)[] {
  const datasets = undamaged(() => file.datasets());
  const names = ["Latitude", "Longitude", "Profile_time", "TAI_start", "DEM_elevation", "Time"];
  const tables = names.flatMap((name) => {
    const node = undamaged(() => [profiles.find(name)].filter((one) => one !== undefined));
    return node.filter(({ kind }) => kind === "table");
  });
  return [...tables, ...datasets].slice(0, maxListed);
}

function undamaged<T>(list: () => T[]): T[] {
  try {
    return list();
  } catch (error) {
    if (!isHdfError(error)) throw error;
    return [];
  }
}

async function checkField(
  node: Dataset | Table,
  document: FieldDocument,
  profiles: ProfileFile,
  granule: CldclassGranule | SyncGranule,
  options: OperationOptions,
  damage: Damage,
): Promise<CheckedField> {
  const attributes = await guard(damage, () => profiles.attributes(node, options));
  const findings = trackFieldFindings(node, attributes.value ?? ({} as Attributes), document, granule.deviations);
  const isKnown = Object.keys(document).length > 0;
  const sample = isKnown ? await guard(damage, () => sampleField(node, profiles, options)) : {};
  const range = sample.value && rangeFinding(sample.value, document.range);
  if (range !== undefined) findings.push(range);
  const problem = attributes.problem ?? sample.problem;
  if (problem !== undefined) findings.push(compare("values", problem, certain("readable"), { matters: true }));
  return { path: node.path, findings, sample: sample.value };
}

async function sampleField(
  node: Dataset | Table,
  profiles: ProfileFile,
  options: OperationOptions,
): Promise<ValueSample> {
  const { values } = await profiles.read(node.name, options);
  const summary = new ValueSummary();
  for (const value of values) {
    if (Number.isNaN(value)) summary.fill();
    else summary.add(value);
  }
  return summary.result();
}

/** Data sets that are documented, but that no reader needs. */
function absentFindings(
  documents: ReadonlyMap<string, FieldDocument>,
  nodes: readonly (Dataset | Table)[],
  { deviations }: CldclassGranule | SyncGranule,
): Finding[] {
  const names = new Set(nodes.map(({ name }) => name));
  return [...documents.keys()]
    .filter((name) => !names.has(name) && name !== "cloud_scenario" && !deviations.some(({ where }) => where === name))
    .map((name) => compare(name, "not there", certain("there"), { note: "no reader needs it" }));
}
