import type { NumericDtype } from "../../types.ts";
import { AttributeList } from "./attributes.ts";
import { ChunkedStorage } from "./chunked-storage.ts";
import { ContiguousStorage } from "./contiguous-storage.ts";
import { checkLayout } from "./dataset-layout.ts";
import { checkUses, dimensionAttributes, scaleAttributes } from "./dimension-scales.ts";
import type { FileSpace } from "./file-space.ts";
import { type DatasetNode, nameOf } from "./nodes.ts";
import type { Hdf5DatasetOptions } from "./types.ts";

/**
 * @param dimensions the nodes of `options.dimensions`
 * @throws TypeError, RangeError, LimitError; nothing has happened to the file then
 */
export function createDatasetNode(
  path: string,
  options: Hdf5DatasetOptions<NumericDtype>,
  dimensions: readonly (DatasetNode | null)[],
  space: FileSpace,
): DatasetNode {
  const layout = checkLayout(path, options, space.name);
  const scaleName = checkScale(path, options.scale, layout.shape);
  checkDimensions(path, layout.shape, dimensions, scaleName !== null, space.name);
  const reserved = [
    ...(scaleName === null ? [] : scaleAttributes),
    ...(dimensions.length > 0 ? dimensionAttributes : []),
  ];
  const attributes = new AttributeList(path, space.name, reserved);
  attributes.setAll(options.attributes);
  const storage =
    layout.chunks === null ? new ContiguousStorage(layout, space) : new ChunkedStorage(layout, layout.chunks, space);
  const node: DatasetNode = { kind: "dataset", path, attributes, layout, storage, scaleName, dimensions, uses: [] };
  dimensions.forEach((scale, axis) => {
    scale?.uses.push({ dataset: node, axis });
  });
  return node;
}

function checkScale(path: string, scale: boolean | string | undefined, shape: readonly number[]): string | null {
  if (scale === undefined || scale === false) return null;
  if (scale !== true && (typeof scale !== "string" || scale.includes("\0"))) {
    throw new TypeError(`"${path}": expected scale to be true or a name without NUL, got ${JSON.stringify(scale)}`);
  }
  if (shape.length !== 1) {
    throw new RangeError(`"${path}": a dimension scale has one axis, not the shape [${shape.join(", ")}]`);
  }
  return scale === true ? nameOf(path) : scale;
}

function checkDimensions(
  path: string,
  shape: readonly number[],
  dimensions: readonly (DatasetNode | null)[],
  isScale: boolean,
  file: string | undefined,
): void {
  if (dimensions.length === 0) return;
  if (isScale) throw new TypeError(`"${path}": a dimension scale cannot have dimensions of its own`);
  if (dimensions.length !== shape.length) {
    throw new RangeError(`"${path}": expected ${shape.length} dimensions, one per axis, got ${dimensions.length}`);
  }
  for (const [axis, scale] of dimensions.entries()) {
    if (scale === null) continue;
    if (scale.scaleName === null) throw new TypeError(`"${path}": dimension ${axis}, "${scale.path}", is not a scale`);
    const length = scale.layout.shape[0];
    if (length !== shape[axis]) {
      throw new RangeError(`"${path}": axis ${axis} has ${shape[axis]} elements, its scale "${scale.path}" ${length}`);
    }
    const uses = scale.uses.length + dimensions.filter((other) => other === scale).length;
    checkUses(uses, { file, object: scale.path });
  }
}
