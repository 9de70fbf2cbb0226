/** What the ground is made of; a place is a mixture. */
export type SurfaceKind = "vegetation" | "desert" | "snow" | "sea";

/**
 * Reflectances at 443, 490, 565, 670, 763, 765, 865, 910 and 1020 nm, rounded from published spectra. Bands with gas
 * absorption hold the surface's own value.
 */
export const surfaceSpectra: Readonly<Record<SurfaceKind, readonly number[]>> = Object.freeze({
  /** Grass and deciduous leaves: ASTER spectral library, Baldridge et al., Remote Sensing of Environment 113, 2009. */
  vegetation: Object.freeze([0.03, 0.04, 0.08, 0.05, 0.33, 0.34, 0.4, 0.41, 0.42]),
  /** Bright sand, as the Libyan calibration sites: Cosnefroy et al., Remote Sensing of Environment 58, 1996. */
  desert: Object.freeze([0.2, 0.25, 0.37, 0.46, 0.51, 0.51, 0.55, 0.56, 0.58]),
  /** Old snow: Wiscombe and Warren, Journal of the Atmospheric Sciences 37, 2712, 1980. */
  snow: Object.freeze([0.96, 0.96, 0.95, 0.93, 0.91, 0.91, 0.87, 0.84, 0.76]),
  /** Light from below a clear sea (glint and foam are not in it): Morel, J. Geophys. Res. 93 (C9), 10749, 1988. */
  sea: Object.freeze([0.025, 0.02, 0.006, 0.001, 0, 0, 0, 0, 0]),
});

type Box = readonly [south: number, north: number, west: number, east: number];

/** The deserts, as boxes in degrees. */
const deserts: readonly Box[] = [
  [16, 32, -16, 34], // Sahara
  [15, 32, 36, 58], // Arabia and Syria
  [25, 35, 52, 72], // Iran, Baluchistan, Thar
  [37, 45, 53, 68], // Karakum, Kyzylkum
  [37, 42, 76, 90], // Taklamakan
  [39, 46, 92, 112], // Gobi
  [3, 11, 43, 51], // Somalia
  [-28, -17, 13, 23], // Namib, Kalahari
  [-31, -19, 118, 141], // Australia
  [-29, -18, -71, -68], // Atacama
  [29, 40, -119, -106], // Great Basin, Sonora
  [-49, -40, -71, -66], // Patagonia
];

/** Share of desert from 0 to 1; boxes fade over one degree inside their edges. */
export function desertFraction(lat: number, lon: number): number {
  let most = 0;
  for (const [south, north, west, east] of deserts) {
    if (lat <= south || lat >= north || lon <= west || lon >= east) continue;
    most = Math.max(most, Math.min(1, lat - south, north - lat, lon - west, east - lon));
  }
  return most;
}

/** Mixes the spectra into `out`, nine values. */
export function mixAlbedo(isLand: boolean, desert: number, snow: number, out: Float32Array): void {
  const { vegetation, desert: sand, snow: white, sea } = surfaceSpectra;
  for (let band = 0; band < 9; band++) {
    const bare = isLand ? vegetation[band]! + desert * (sand[band]! - vegetation[band]!) : sea[band]!;
    out[band] = bare + snow * (white[band]! - bare);
  }
}
