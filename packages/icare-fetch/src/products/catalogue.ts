import { quoted } from "../_text.ts";
/** A product of the archive: its granules lie in a directory per day. */
export interface ArchiveProduct {
  /** Short name, as on the command line. */
  readonly id: string;
  /** First part of its path: `PARASOL`. */
  readonly sensor: string;
  /** Its directory, without a version; with one it is called `<directory>.v1.01`. */
  readonly directory: string;
  /** Is this file a granule of it? Others in its directories are left alone. */
  readonly isGranule: (name: string) => boolean;
  readonly description: string;
}

/** Granules of CALTRACK by day or by night. */
function caltrack(id: string, directory: string, description: string): ArchiveProduct {
  const name = new RegExp(`^${directory}_V\\d+-\\d+_\\d{4}-\\d{2}-\\d{2}T\\d{2}-\\d{2}-\\d{2}Z[DN]\\.hdf$`);
  return { id, sensor: "CALIOP", directory, isGranule: (file) => name.test(file), description };
}

/** The products that a dataset of ATCS is made from. */
export const archiveProducts: readonly ArchiveProduct[] = [
  {
    id: "parasol",
    sensor: "PARASOL",
    directory: "L1_B-HDF",
    isGranule: (file) => /^POLDER3_L1B-BG1-\d{6}M_\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}_V\d+-\d+\.h5$/.test(file),
    description: "PARASOL/POLDER-3 level 1B, one file per sunlit half orbit",
  },
  caltrack("cldclass", "CALTRACK-5km_CS-2B-CLDCLASS", "CloudSat 2B-CLDCLASS on the CALIPSO track, 5 km"),
  caltrack("sync", "CALTRACK-5km_PAR-RB2", "PARASOL RB2 on the CALIPSO track, 5 km: it pairs the other two"),
];

/** @throws RangeError, which lists them, when there is no product of this name */
export function findProduct(id: string, products: readonly ArchiveProduct[] = archiveProducts): ArchiveProduct {
  const product = products.find((each) => each.id === id);
  if (product !== undefined) return product;
  throw new RangeError(
    `there is no product ${quoted(id)}: expected one of ${products.map((each) => each.id).join(", ")}`,
  );
}
