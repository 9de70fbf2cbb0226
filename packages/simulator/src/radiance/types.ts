/** Directions from the pixel, degrees. */
export interface ViewGeometry {
  /** Solar zenith angle, 0 to 180; from 90 on nothing is lit. */
  thetas: number;
  /** View zenith angle, 0 to below 90. */
  thetav: number;
  /** Azimuth of the satellite minus azimuth of the sun, both clockwise from north: at 0 the view is toward the sun's side. */
  phi: number;
}

/** What one line of sight crosses, from the top down: the first `count` slots of each array count. */
export interface LayerStack {
  count: number;
  /** 1 ice, 0 liquid. */
  readonly ice: Uint8Array;
  /** Metres above sea level. */
  readonly topM: Float64Array;
  /** Metres above sea level, not above the top. */
  readonly baseM: Float64Array;
  /** Visible optical thickness, 0 or more. */
  readonly opticalThickness: Float64Array;
}

/** What lies below the clouds, and the water vapour over it. */
export interface SurfaceReflection {
  /** Lambertian reflectance, 0 to 1, of each of `bands`; of water without its glint. */
  readonly albedo: Float64Array;
  /** Water glints. */
  isWater: boolean;
  /** Metres per second at 10 m; only water looks at it. */
  windSpeed: number;
  /** Metres above sea level. */
  altitudeM: number;
  /** Water vapour in the column above sea level, kg/m2 (2 in polar winter, 25 on average, 60 in the humid tropics). */
  waterVapourKgM2: number;
}

/** An empty stack with room for `capacity` layers, to be filled again for every line of sight. */
export function createLayerStack(capacity = 4): LayerStack {
  return {
    count: 0,
    ice: new Uint8Array(capacity),
    topM: new Float64Array(capacity),
    baseM: new Float64Array(capacity),
    opticalThickness: new Float64Array(capacity),
  };
}
