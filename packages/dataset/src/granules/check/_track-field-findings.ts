import { type Attributes, type Dataset, isHdfError, type Table } from "@atcs/hdf";
import { textOf } from "../_attributes.ts";
import type { Deviation } from "../deviations.ts";
import { compare, deviationAt } from "./_finding.ts";
import type { FieldDocument } from "./_parasol-documents.ts";
import { compressionText, lengthsText, numberText, quoted } from "./_text.ts";
import type { Finding } from "./types.ts";

/** Attributes of packing, in both conventions. */
const packingNames = ["scale_factor", "add_offset", "factor", "offset", "missing_value", "missing", "missop"];

/** Type, shape, packing and storage of a data set or Vdata along the track, against what is documented. */
export function trackFieldFindings(
  node: Dataset | Table,
  attributes: Attributes,
  document: FieldDocument,
  deviations: readonly Deviation[],
): Finding[] {
  const { path } = node;
  const at = (...codes: Deviation["code"][]) => deviationAt(deviations, path, ...codes);
  const findings = [
    compare("type", typeOf(node), document.type, { note: "any type of numbers is read", deviation: at("FIELD_TYPE") }),
    compare("shape", lengthsText(shapeOf(node)), document.shape, {
      note: "as many bins as there are",
      deviation: at("FIELD_SHAPE", "BIN_COUNT"),
    }),
    compare("fill", valueText(attributes, "_FillValue") ?? "not given", document.fill, {
      note: "the extreme of the type is fill as well, unless another one is given",
      deviation: at("ATTRIBUTE_MISSING"),
    }),
  ];
  for (const name of packingNames) {
    const found = valueText(attributes, name);
    if (found !== undefined) findings.push(compare(name, found, undefined, { note: "that of the file is used" }));
  }
  const units = valueText(attributes, "units");
  if (units !== undefined || document.units !== undefined) {
    findings.push(compare("units", units ?? "not given", document.units, { note: "units are not read" }));
  }
  if (node.kind === "dataset") {
    const chunks = node.chunks === null ? "none, in one piece" : lengthsText(node.chunks);
    findings.push(compare("chunks", chunks, document.chunks, { note: "any are read" }));
    findings.push(
      compare("compression", compressionText(node.compression), document.compression, { note: "any is read" }),
    );
  } else {
    findings.push(compare("kept as", "Vdata", undefined));
  }
  return findings;
}

/** Type of the elements; of the one column that counts. */
export function typeOf(node: Dataset | Table): string {
  if (node.kind === "dataset") return node.dtype;
  return (node.fields.find(({ name }) => name === node.name) ?? node.fields[0])?.dtype ?? "none";
}

export function shapeOf(node: Dataset | Table): readonly number[] {
  return node.kind === "dataset" ? node.shape : [node.count];
}

/** An attribute in words; undefined when there is none, or it cannot be read. */
function valueText(attributes: Attributes, name: string): string | undefined {
  try {
    const value = attributes[name];
    if (value === undefined) return undefined;
    if (typeof value === "number" || typeof value === "bigint") return numberText(Number(value));
    const text = textOf(value);
    if (typeof value === "string" && text !== undefined) return quoted(text);
    return Array.from(value as ArrayLike<number>, (each) => numberText(Number(each)))
      .slice(0, 4)
      .join(", ");
  } catch (error) {
    if (!isHdfError(error)) throw error;
    return "damaged";
  }
}
