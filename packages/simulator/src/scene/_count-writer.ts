import { createCounts, type FieldCounts, type ParasolField, parasolFields } from "../granules/parasol-fields.ts";
import { bands, stokesBands } from "../radiance/bands.ts";
import type { SurfaceReflection } from "../radiance/types.ts";
import { tanAcross, tanAlong } from "../views/_field-of-view.ts";
import { maxViews, type PixelViews } from "../views/pixel-views.ts";

/** The detector has so many lines along the track, and columns across it. */
const ccdRows = 274;
const ccdCols = 242;

/** From one filter of the wheel to the next: sixteen in a quarter of the time between two images. */
const filterSec = 4.9 / 16;

const radians = Math.PI / 180;

/** Borders of the detector, in lines and columns from its edge. */
const borderLines = 1;

/** Turns what is measured of the pixels of a block into counts. */
export interface CountWriter {
  readonly fields: ReadonlyMap<string, FieldCounts>;
  /** What every pixel has, seen or not. */
  writeGround(pixel: number, lat: number, lon: number, landSeaFlag: number, surface: SurfaceReflection): void;
  /** The first `count` views and, where there are any, their sun. */
  writeViews(pixel: number, views: PixelViews, count: number): void;
  /** 0 clear, 50 undetermined, 100 cloudy. */
  writeCloudIndicator(pixel: number, indicator: number): void;
  /** @param radiances as of `simulateRadiances` */
  writeRadiances(pixel: number, view: number, radiances: Float32Array): void;
  /**
   * Leave out values of one field, as where the interpolation lacked a detector, and flag it.
   * @param field index of a radiance or Stokes parameter
   * @param view of which; all of them without
   */
  dropValues(pixel: number, field: number, count: number, view?: number): void;
}

/** All counts are missing until they are written. */
export function createCountWriter(pixels: number): CountWriter {
  const fields = new Map(Array.from(parasolFields, ([name, field]) => [name, createCounts(field, pixels)]));
  const radiances = [...bands, ...stokesBands].map((name) => fields.get(name) as Int16Array);
  const { scale: radianceScale, missing: missingRadiance } = parasolFields.get("I865P") as ParasolField;
  const countsPerRadiance = 1 / radianceScale;
  const [latitude, longitude, altitude, sunAzimuth] = (
    ["Latitude", "Longitude", "surface_altitude", "phis"] as const
  ).map((name) => target(fields, name)) as [Target, Target, Target, Target];
  const phi = target(fields, "phi");
  const thetas = target(fields, "thetas");
  const thetav = target(fields, "thetav");
  const ccdRow = target(fields, "CCD_row");
  const ccdCol = target(fields, "CCD_column");
  const change = target(fields, "delta_thetav.sinphi");
  const flags = Array.from({ length: 14 }, (_, i) => target(fields, `Quality_Flags_${String(i + 1).padStart(2, "0")}`));
  // The angles of slots without a view are not flagged.
  for (const { counts } of [phi, thetas, thetav]) counts.fill(0);
  const landSea = target(fields, "land_sea_flag");
  const viewCount = target(fields, "Nviews");
  const clouds = target(fields, "cloud_indicator");

  return {
    fields,
    writeGround(pixel, lat, lon, landSeaFlag, surface) {
      write(latitude, pixel, lat);
      write(longitude, pixel, lon);
      write(landSea, pixel, landSeaFlag);
      write(altitude, pixel, surface.altitudeM);
      write(viewCount, pixel, 0);
    },
    writeViews(pixel, views, count) {
      write(viewCount, pixel, count);
      if (count === 0) return;
      write(sunAzimuth, pixel, views.phis);
      for (let view = 0; view < count; view++) {
        const at = pixel * maxViews + view;
        const row = (ccdRows / 2) * (1 + views.along[view]! / tanAlong);
        const col = (ccdCols / 2) * (1 + views.across[view]! / tanAcross);
        write(phi, at, views.phi[view]!);
        // An azimuth just below 360 degrees rounds to it, which is 0.
        phi.counts[at]! %= Math.round(360 * phi.perUnit);
        write(thetas, at, views.thetas[view]!);
        write(thetav, at, views.thetav[view]!);
        write(ccdRow, at, row);
        write(ccdCol, at, col);
        write(change, at, filterChange(views, view, count));
        for (const flag of flags) flag.counts[at] = 0;
        if (row < borderLines) flags[6]!.counts[at] = 1;
        if (row > ccdRows - borderLines) flags[7]!.counts[at] = 1;
        if (col < borderLines) flags[8]!.counts[at] = 1;
        if (col > ccdCols - borderLines) flags[9]!.counts[at] = 1;
      }
    },
    writeCloudIndicator(pixel, indicator) {
      write(clouds, pixel, indicator);
    },
    writeRadiances(pixel, view, values) {
      const at = pixel * maxViews + view;
      // Not by `write`: they are nearly all there is, and all of one type and scale.
      for (let i = 0; i < radiances.length; i++) radiances[i]![at] = Math.round(values[i]! * countsPerRadiance);
    },
    dropValues(pixel, field, count, view) {
      const lacking = flags[2]!.counts;
      const first = view ?? 0;
      const end = view === undefined ? count : view + 1;
      radiances[field]!.fill(missingRadiance, pixel * maxViews + first, pixel * maxViews + end);
      lacking.fill(1, pixel * maxViews + first, pixel * maxViews + end);
    },
  };
}

interface Target {
  readonly counts: FieldCounts;
  readonly perUnit: number;
}

function target(fields: ReadonlyMap<string, FieldCounts>, name: string): Target {
  const { scale } = parasolFields.get(name) as ParasolField;
  return { counts: fields.get(name) as FieldCounts, perUnit: 1 / scale };
}

function write({ counts, perUnit }: Target, at: number, value: number): void {
  counts[at] = Math.round(value * perUnit);
}

/**
 * How thetav sin(phi) changes while the wheel turns by one filter, degrees: of the direction of view, as a vector of
 * tangents, the same share of what it changes to the next image. What the product's name means exactly is not known.
 */
function filterChange({ thetav, phi, tai93 }: PixelViews, view: number, count: number): number {
  if (count < 2) return 0;
  const next = view + 1 < count ? view + 1 : view - 1;
  const share = filterSec / (tai93[next]! - tai93[view]!);
  const tan = Math.tan(thetav[view]! * radians);
  const tanNext = Math.tan(thetav[next]! * radians);
  const x = tan * Math.sin(phi[view]! * radians);
  const y = tan * Math.cos(phi[view]! * radians);
  const ahead = x + share * (tanNext * Math.sin(phi[next]! * radians) - x);
  const aside = y + share * (tanNext * Math.cos(phi[next]! * radians) - y);
  const length = Math.sqrt(ahead * ahead + aside * aside);
  const then = Math.atan(length) / radians;
  return (length === 0 ? 0 : (then * ahead) / length) - thetav[view]! * Math.sin(phi[view]! * radians);
}
