import { cloudTypes, unknownCloudType } from "@atcs/colocate";
import { cssColor } from "./_svg.ts";

/** A class of labels or predictions and how it is drawn. */
export interface FigureClass {
  /** The value that stands for it, 0 to 255. */
  readonly id: number;
  readonly name: string;
  /** Red, green and blue, 0 to 255. */
  readonly rgb: readonly [red: number, green: number, blue: number];
}

/**
 * No cloud (0, white), the eight cloud types (1 to 8) in the colours of Paul Tol's scheme "muted", and unknown (255,
 * grey): those of `cloudTypes` and `unknownCloudType` of `@atcs/colocate`.
 */
export const cloudTypeClasses: readonly FigureClass[] = /* @__PURE__ */ Object.freeze([
  ...cloudTypes,
  unknownCloudType,
]);

/** For binary tasks: no cloud (0, white), cloud (1, the blue of Tol's "bright") and unknown (255, grey). */
export const cloudMaskClasses: readonly FigureClass[] = /* @__PURE__ */ Object.freeze([
  cloudTypes[0]!,
  { id: 1, name: "cloud", rgb: [68, 119, 170] } as const,
  unknownCloudType,
]);

/** Classes by the value that stands for them. */
export type ClassTable = ReadonlyMap<number, FigureClass>;

export function classTable(classes: readonly FigureClass[]): ClassTable {
  return new Map(classes.map((one) => [one.id, one]));
}

/** @throws RangeError for a value that no class has */
export function checkClasses(what: string, values: ArrayLike<number>, classes: ClassTable): void {
  for (let i = 0; i < values.length; i++) {
    if (classes.has(values[i]!)) continue;
    throw new RangeError(`${what}[${i}] is ${values[i]}: expected one of ${[...classes.keys()].join(", ")}`);
  }
}

/** Entries of a legend: all classes but unknown, and that too where a value is it. */
export function classEntries(
  classes: readonly FigureClass[],
  values: readonly ArrayLike<number>[],
): { name: string; color: string }[] {
  const hasUnknown = values.some((some) => Array.prototype.includes.call(some, unknownCloudType.id));
  return classes
    .filter(({ id }) => id !== unknownCloudType.id || hasUnknown)
    .map(({ name, rgb }) => ({ name, color: cssColor(rgb) }));
}
