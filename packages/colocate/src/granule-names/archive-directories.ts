import { formatTime } from "../time/format-time.ts";
import type { UtcTime } from "../time/utc-time.ts";
import type { CaltrackName, GranuleVersion, ParasolName } from "./types.ts";

/** A product that the archive keeps by days. */
export type ArchiveProduct = Pick<ParasolName, "product"> | Pick<CaltrackName, "product" | "resolution" | "subProduct">;

/**
 * Directory of a product below the root of the ICARE archive: `SPACEBORNE/PARASOL/L1_B-HDF`, or with a version
 * `SPACEBORNE/PARASOL/L1_B-HDF.v1.01`. The name without a version is an alias of the newest one.
 */
export function productDirectory(product: ArchiveProduct, version?: GranuleVersion): string {
  const name =
    product.product === "PARASOL_L1B"
      ? "SPACEBORNE/PARASOL/L1_B-HDF"
      : `SPACEBORNE/CALIOP/CALTRACK-${product.resolution}_${product.subProduct}`;
  return version === undefined ? name : `${name}.v${version.major}.${String(version.minor).padStart(2, "0")}`;
}

/**
 * Directory of a granule's day below that of its product: `2008/2008_06_03`.
 * @throws TimeError when the start does not exist
 */
export function granuleDirectory({ start }: { readonly start: UtcTime }): string {
  return formatTime(start, { style: "directory" });
}
