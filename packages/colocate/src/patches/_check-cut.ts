import { checkObject, checkOptions } from "../_check-options.ts";
import { describeValue } from "../_describe.ts";
import { ShapeError } from "../errors.ts";
import { fieldKind } from "../fields/field-kind.ts";
import { lastPart } from "../granule-names/_path.ts";
import type { CoordinateField, CutOptions } from "./cut.ts";
import type { Patch } from "./patch.ts";
import type { ViewAngles } from "./view-geometry.ts";
import { checkWindowField, type WindowField } from "./window-field.ts";

/** Does a field follow from the formula in a patch, so that it needs no data? */
export function isFormula(field: WindowField | CoordinateField, { projection }: Patch): field is CoordinateField {
  if (coordinateOf(field.name) === undefined || (field.views ?? 1) !== 1) return false;
  // The sinusoidal projection gives what is stored, when that is there.
  return projection === "equirectangular" || field.data === undefined;
}

/** Which of the two fields of the geolocation a name or path is. */
export function coordinateOf(nameOrPath: string): "lat" | "lon" | undefined {
  const name = lastPart(nameOrPath);
  return name === "Latitude" ? "lat" : name === "Longitude" ? "lon" : undefined;
}

/**
 * The number of views of the directional fields, 1 without any.
 * @throws TypeError, ShapeError or RangeError as `cutPatch`
 */
export function checkCut(
  patch: Patch,
  fields: readonly (WindowField | CoordinateField)[],
  options: CutOptions,
): number {
  checkObject("cutPatch: the patch", patch);
  checkOptions("cutPatch", options);
  if (!Array.isArray(fields)) throw new TypeError(`cutPatch: fields must be an array, got ${describeValue(fields)}`);
  for (const field of fields) checkData(field, patch);
  const { viewMask, viewAngles } = options;
  if (viewMask !== undefined && !(viewMask instanceof Uint8Array)) {
    throw new TypeError(`cutPatch: viewMask must be a Uint8Array, got ${describeValue(viewMask)}`);
  }
  const directional = fields.filter(({ views = 1 }) => views > 1);
  const views = directional[0]?.views ?? 1;
  const angles = viewAngles === undefined ? [] : checkAngles(viewAngles, patch);
  if (views === 1) {
    checkUnusedViewMask(viewMask, patch.window.pixels);
    return 1;
  }
  for (const field of [...directional, ...angles]) {
    if (field.views !== views) {
      throw new ShapeError(
        `field ${field.name} has ${field.views ?? 1} views: expected ${views} as in ${directional[0]!.name}`,
      );
    }
  }
  checkViewMask(viewMask, directional, patch.window.pixels * views);
  return views;
}

function checkData(field: WindowField | CoordinateField, patch: Patch): void {
  if (typeof field === "object" && field !== null && typeof field.name === "string" && field.data === undefined) {
    const { name } = field;
    if (isFormula(field, patch)) return;
    throw new TypeError(`field ${name} has no data: only Latitude and Longitude follow from the formula`);
  }
  checkWindowField(field as WindowField, patch.window);
}

function checkAngles(viewAngles: ViewAngles, { window }: Patch): WindowField[] {
  const { thetav, phi } = viewAngles ?? {};
  if (thetav === undefined || phi === undefined) {
    throw new TypeError("cutPatch: viewAngles must be an object with the fields thetav and phi");
  }
  checkWindowField(thetav, window);
  checkWindowField(phi, window);
  return [thetav, phi];
}

function checkViewMask(viewMask: Uint8Array | undefined, directional: readonly WindowField[], expected: number): void {
  if (viewMask === undefined) {
    const unflagged = directional.find(({ name }) => !fieldKind(name).flagsUnusedViews);
    if (unflagged === undefined) return;
    throw new TypeError(
      `cutPatch: field ${unflagged.name} needs a viewMask: it holds a plain 0 in the slots of views that a pixel does not have`,
    );
  }
  if (viewMask.length === expected) return;
  throw new ShapeError(`viewMask has ${viewMask.length} elements: expected ${expected}`);
}

/** Without a directional field its number of views is not known, but it must be whole pixels of the window. */
function checkUnusedViewMask(viewMask: Uint8Array | undefined, pixels: number): void {
  if (viewMask === undefined || (viewMask.length > 0 && viewMask.length % pixels === 0)) return;
  throw new ShapeError(
    `viewMask has ${viewMask.length} elements: expected as many for each of the window's ${pixels} pixels`,
  );
}
