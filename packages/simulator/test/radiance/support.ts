import { simulateRadiances } from "../../src/radiance/simulate-radiances.ts";
import { createLayerStack, type LayerStack, type SurfaceReflection } from "../../src/radiance/types.ts";

export interface Layer {
  readonly topM: number;
  readonly baseM?: number;
  readonly tau: number;
  readonly ice?: boolean;
}

export function stackOf(layers: readonly Layer[]): LayerStack {
  const stack = createLayerStack();
  stack.count = layers.length;
  for (const [i, { topM, baseM = topM - 500, tau, ice = false }] of layers.entries()) {
    stack.topM[i] = topM;
    stack.baseM[i] = baseM;
    stack.opticalThickness[i] = tau;
    stack.ice[i] = ice ? 1 : 0;
  }
  return stack;
}

export function surfaceOf(albedo: number, changes: Partial<SurfaceReflection> = {}): SurfaceReflection {
  const land = { isWater: false, windSpeed: 5, altitudeM: 0, waterVapourKgM2: 25 };
  return { albedo: new Float64Array(9).fill(albedo), ...land, ...changes };
}

/** Fifteen numbers for angles [thetas, thetav, phi]. */
export function simulate(
  [thetas, thetav, phi]: readonly [number, number, number],
  layers: readonly Layer[],
  surface: SurfaceReflection = surfaceOf(0.1),
): Float32Array {
  const out = new Float32Array(15);
  simulateRadiances({ thetas, thetav, phi }, stackOf(layers), surface, out);
  return out;
}

export function polarised(radiances: Float32Array, index: 0 | 1 | 2): number {
  return Math.hypot(radiances[9 + 2 * index]!, radiances[10 + 2 * index]!);
}
