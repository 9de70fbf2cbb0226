/** Layers per column: 0 high (cirrus, anvils), 1 middle (altostratus, altocumulus), 2 low or deep (all others). */
export const layerSlots = 3;

/** Cloud types of 2B-CLDCLASS, as in `cloudTypes` of @atcs/colocate. */
export const none = 0;
export const cirrus = 1;
export const altostratus = 2;
export const altocumulus = 3;
export const stratus = 4;
export const stratocumulus = 5;
export const cumulus = 6;
export const nimbostratus = 7;
export const deepConvection = 8;

/**
 * Columns of at most three cloud layers; each array is [3, count], slot before column. Layers of a column do not
 * overlap: a higher slot's base lies above a lower slot's top. Where `type` is 0 the other arrays hold 0.
 */
export interface CloudColumns {
  readonly count: number;
  /** 0 none, 1 to 8 as in 2B-CLDCLASS. */
  readonly type: Uint8Array;
  /** Metres above sea level. */
  readonly baseM: Float32Array;
  readonly topM: Float32Array;
  /** At visible wavelengths, without unit. */
  readonly opticalThickness: Float32Array;
  /** 1 ice, 0 liquid. */
  readonly ice: Uint8Array;
}
