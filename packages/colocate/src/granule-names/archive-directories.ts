import { checkObject } from "../_check-options.ts";
import { describeValue } from "../_describe.ts";
import { formatTime } from "../time/format-time.ts";
import type { UtcTime } from "../time/utc-time.ts";
import type { CaltrackName, GranuleVersion, ParasolName } from "./types.ts";

/** A product that the archive keeps by days. */
export type ArchiveProduct = Pick<ParasolName, "product"> | Pick<CaltrackName, "product" | "resolution" | "subProduct">;

/**
 * Directory of a product below the root of the ICARE archive: `SPACEBORNE/PARASOL/L1_B-HDF`, or with a version
 * `SPACEBORNE/PARASOL/L1_B-HDF.v1.01`. The name without a version is an alias of the newest one.
 * @throws TypeError for another product; RangeError for parts that stand in no name
 */
export function productDirectory(product: ArchiveProduct, version?: GranuleVersion): string {
  const name = productName(product);
  if (version === undefined) return name;
  checkObject("productDirectory: the version", version);
  const { major, minor } = version;
  if (!isVersionNumber(major) || !isVersionNumber(minor)) {
    throw new RangeError(
      `productDirectory: the version's numbers must be integers from 0 to 9999, got ${major}, ${minor}`,
    );
  }
  return `${name}.v${major}.${String(minor).padStart(2, "0")}`;
}

/**
 * Directory of a granule's day below that of its product: `2008/2008_06_03`. The directories to search around a time
 * are those of {@link daysTouched}.
 * @throws TimeError when the start does not exist
 */
export function granuleDirectory(granule: { readonly start: UtcTime }): string {
  checkObject("granuleDirectory: the granule", granule);
  return formatTime(granule.start, { style: "directory" });
}

function productName(product: ArchiveProduct): string {
  switch (product?.product) {
    case "PARASOL_L1B":
      return "SPACEBORNE/PARASOL/L1_B-HDF";
    case "CALTRACK":
      // As in file names: nothing that could leave the directory.
      if (/^[A-Za-z0-9.]+_[A-Za-z0-9][A-Za-z0-9._-]*$/.test(`${product.resolution}_${product.subProduct}`)) {
        return `SPACEBORNE/CALIOP/CALTRACK-${product.resolution}_${product.subProduct}`;
      }
      throw new RangeError(
        `productDirectory: no product has resolution ${describeValue(product.resolution)} and name ${describeValue(product.subProduct)}`,
      );
    default:
      throw new TypeError("productDirectory: the product must be PARASOL_L1B or CALTRACK");
  }
}

function isVersionNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number <= 9999;
}
