import { polderFields } from "@atcs/colocate";
import type { Dataset } from "@atcs/hdf";
import { isHdfError } from "@atcs/hdf";
import type { Deviation } from "../deviations.ts";
import type { ParasolGranule } from "../parasol.ts";
import type { ParasolField } from "../parasol-field.ts";
import { rolesOf } from "./_codes.ts";
import { certain, compare, deviationAt } from "./_finding.ts";
import { furtherAttributes, parasolDocument } from "./_parasol-documents.ts";
import { compressionText, lengthsText, numberText, quoted } from "./_text.ts";
import type { Finding } from "./types.ts";

/** Decoded chunks that are large to read for a few pixels: bytes. */
const largeChunk = 2 ** 26;

/** Group, type, shape, packing and storage of a field, against what is documented. */
export function parasolFieldFindings(
  field: ParasolField,
  dataset: Dataset,
  granule: ParasolGranule,
  deviations: readonly Deviation[],
): Finding[] {
  const { path, group, dtype, scale, offset, attributes, units } = field;
  const document = parasolDocument(field.name, dtype, { rows: granule.grid.rows, views: granule.views });
  const at = (...codes: Deviation["code"][]) => deviationAt(deviations, path, ...codes);
  const packing = at("ATTRIBUTE_MISSING", "ATTRIBUTE_VALUE");
  const given = (name: string, text: string): string => (name in attributes ? text : `not given, ${text} assumed`);
  const { fill, missing } = rolesOf(field);
  const list = (codes: readonly number[]): string => codes.map(numberText).join(", ") || "none";
  const difference = (name: string) => ({
    note: "that of the file is used",
    ...(name in attributes ? {} : { deviation: packing }),
  });
  const findings = [
    compare("group", group === "" ? "none" : group, document.group, { deviation: at("FIELD_GROUP") }),
    compare("type", dtype, document.type, { note: "any type is read", deviation: at("FIELD_TYPE") }),
    compare("shape", lengthsText(dataset.shape), document.shape, { deviation: at("FIELD_DIRECTIONAL") }),
    compare("scale", given("scale_factor", numberText(scale)), document.scale, difference("scale_factor")),
    compare("offset", given("add_offset", numberText(offset)), document.offset, difference("add_offset")),
    compare("fill", given("_FillValue", list(fill)), document.fill, difference("_FillValue")),
    compare("missing", given("missing_value", list(missing)), document.missing, difference("missing_value")),
    compare("units", units === undefined ? "not given" : quoted(units), document.units, { note: "units are not read" }),
    chunkFinding(dataset),
    compare("compression", compressionText(dataset.compression), document.compression),
    ...codeTypeFindings(dataset),
    ...unwrittenFindings(dataset, fill),
  ];
  if (Number.isNaN(scale)) findings.push(unusable(at("ATTRIBUTE_VALUE")));
  return findings;
}

function unusable(deviation: Deviation | undefined): Finding {
  const found = deviation?.found ?? "attributes that are no numbers";
  return compare("packing", found, certain("numbers"), { deviation, matters: true });
}

function chunkFinding({ chunks, dtype }: Dataset): Finding {
  if (chunks === null) return compare("chunks", "none, in one piece", undefined);
  const bytes = chunks.reduce((product, length) => product * length, elementBytes(dtype));
  const remark =
    bytes > largeChunk ? `reading one pixel decodes ${Math.round(bytes / 1e6)} MB: it will be slow` : undefined;
  return compare("chunks", lengthsText(chunks), undefined, { remark });
}

function elementBytes(dtype: string): number {
  return Number(/\d+$/.exec(dtype)?.[0] ?? 8) / 8;
}

/** The types of the codes, which are not those of the data. */
function codeTypeFindings(dataset: Dataset): Finding[] {
  try {
    const infos = dataset.attributeInfos().filter(({ name }) => name === "_FillValue" || name === "missing_value");
    if (infos.length === 0) return [];
    const found = [...new Set(infos.map(({ dtype }) => dtype))].join(", ");
    return [compare("type of codes", found, certain("int64"), { note: "they are cast to the type of the data" })];
  } catch (error) {
    if (!isHdfError(error)) throw error;
    return [];
  }
}

/** What was never written, outside of the swath say, should be fill. */
function unwrittenFindings({ fillValue }: Dataset, fill: readonly number[]): Finding[] {
  if (fillValue === null || fill.length === 0 || fill.includes(Number(fillValue))) return [];
  const remark = "this is not the fill code; the number of views tells where pixels are";
  return [compare("elements that were never written", `read ${fillValue}`, undefined, { remark })];
}

/** Attributes that the readers do not need, of all fields together. */
export function furtherFindings(fields: readonly ParasolField[]): Finding[] {
  const counts = new Map<string, number>();
  for (const { name, attributes } of fields) {
    if (!polderFields.has(name)) continue;
    const absent = furtherAttributes.filter((attribute) => !(attribute in attributes));
    const found = absent.length === 0 ? "all" : `without ${absent.join(", ")}`;
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return Array.from(counts, ([found, count]) =>
    compare(`further attributes of ${count} data sets`, found, certain("all"), {
      note: "the readers need none of them",
    }),
  );
}
