import type { Compression, Dtype } from "@atcs/hdf";
import { escapeControls, escapeName } from "../format/escape.ts";
import { float32Text, numberText } from "../format/value.ts";
import type { DatasetDescription, DimensionDescription } from "./description.ts";

/** Lengths of the axes, with their names where they have any: "nray 400 × nbin 125". */
export function shapeText({ shape, dimensions }: DatasetDescription): string {
  if (shape.length === 0) return "scalar";
  return shape.map((size, axis) => axisText(size, dimensions[axis])).join(" × ");
}

function axisText(size: number, dimension: DimensionDescription | undefined): string {
  // HDF4 libraries make up "fakeDim0", "fakeDim1", ... for axes without a name.
  const hasName = dimension !== undefined && dimension.name !== "" && !/^fakeDim\d+$/.test(dimension.name);
  const text = hasName ? `${escapeName(dimension.name)} ${size}` : String(size);
  return dimension?.unlimited ? `${text} (unlimited)` : text;
}

/** What HDF4 takes for elements that were never written when nobody chose a fill value. */
const defaultFill: Partial<Record<Dtype, number>> = {
  int8: -127,
  uint8: 129,
  char8: 0,
  uchar8: 0,
  int16: -32767,
  uint16: 32769,
  int32: -2147483647,
  uint32: 2147483649,
  float32: Math.fround(9.969209968386869e36),
  float64: 9.969209968386869e36,
};

/** How the values are stored, and what else sets a data set apart; nothing for plain ones. */
export function datasetDetails(dataset: DatasetDescription): string[] {
  const { kind, chunks, compression, fillValue, isScale, dtype } = dataset;
  const details: string[] = [];
  if (kind === "image") details.push("image");
  if (isScale) details.push("dimension scale");
  if (chunks !== null) details.push(`chunks ${chunks.join(" × ")}`);
  if (compression.length > 0) details.push(compression.map(filterText).join(" + "));
  // In HDF5 nothing chosen is 0.
  const isDefault = dataset.hdf4 === undefined ? Number(fillValue) === 0 : fillValue === defaultFill[dtype];
  if (fillValue !== null && !isDefault) {
    details.push(`fill ${dtype === "float32" ? float32Text(Number(fillValue)) : numberText(fillValue)}`);
  }
  return details;
}

/** "deflate 9", "shuffle", "szip (pixelsPerBlock 8, mask 141)" */
function filterText({ name, parameters }: Compression): string {
  const shown = escapeControls(name);
  const values = Object.entries(parameters).map(([key, value]) => `${escapeControls(key)} ${value}`);
  // The element size of shuffle repeats the type.
  if (values.length === 0 || name === "shuffle") return shown;
  if (values.length === 1 && "level" in parameters) return `${shown} ${parameters.level}`;
  return `${shown} (${values.join(", ")})`;
}
