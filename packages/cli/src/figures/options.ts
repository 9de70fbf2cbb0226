import { InvalidArgumentError } from "commander";

/** File formats of figures. */
export type FigureFormat = "svg" | "png";

/** Options of `atcs figures` as commander parsed them. */
export interface FiguresOptions {
  readonly out: string;
  readonly split?: string;
  readonly instances?: readonly number[];
  readonly examples: number;
  readonly format: readonly FigureFormat[];
  readonly dpi: number;
  readonly width: number;
}

/** "svg", "png" or "svg,png". */
export function parseFormats(text: string): readonly FigureFormat[] {
  const formats = text.split(",").map((part) => part.trim().toLowerCase());
  const isFormat = (format: string): format is FigureFormat => format === "svg" || format === "png";
  if (formats.every(isFormat)) return [...new Set(formats)];
  throw new InvalidArgumentError("Expected svg, png or svg,png.");
}

/** "3,17,4" */
export function parseInstances(text: string): readonly number[] {
  const ids = text.split(",").map((part) => (/^\s*\d{1,15}\s*$/.test(part) ? Number(part) : Number.NaN));
  if (ids.some(Number.isNaN)) throw new InvalidArgumentError("Expected ids of instances, such as 3,17,4.");
  return [...new Set(ids)];
}
