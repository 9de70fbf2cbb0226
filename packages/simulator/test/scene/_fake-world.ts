import { type CloudColumns, layerSlots } from "../../src/clouds/types.ts";
import type { World } from "../../src/scene/types.ts";
import { createSurface } from "../../src/surface/surface.ts";

const surface = createSurface();

/** A layer of a column. */
export interface Layer {
  readonly type: number;
  readonly baseM: number;
  readonly topM: number;
  readonly tau: number;
  readonly ice: 0 | 1;
}

/** A world whose clouds a function places. */
export function fakeWorld(cloudAt: (lat: number, lon: number, columns: CloudColumns, index: number) => void): World {
  return {
    seed: 0,
    surface,
    clouds: {
      columnsAt(lat, lon) {
        const count = lat.length;
        const columns: CloudColumns = {
          count,
          type: new Uint8Array(layerSlots * count),
          baseM: new Float32Array(layerSlots * count),
          topM: new Float32Array(layerSlots * count),
          opticalThickness: new Float32Array(layerSlots * count),
          ice: new Uint8Array(layerSlots * count),
        };
        for (let i = 0; i < count; i++) cloudAt(lat[i]!, lon[i]!, columns, i);
        return columns;
      },
    },
  };
}

/** Put a layer into a slot of a column. */
export function layer(
  columns: CloudColumns,
  index: number,
  slot: number,
  { type, baseM, topM, tau, ice }: Layer,
): void {
  const at = slot * columns.count + index;
  columns.type[at] = type;
  columns.baseM[at] = baseM;
  columns.topM[at] = topM;
  columns.opticalThickness[at] = tau;
  columns.ice[at] = ice;
}
