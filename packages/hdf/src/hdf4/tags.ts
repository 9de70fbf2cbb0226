/** Tags of the HDF4 specification ("HDF Specification and Developer's Guide", chapter 9) that the reader knows. */
export const tags = {
  null: 1,
  linked: 20,
  compressed: 40,
  chunk: 61,
  fileLabel: 100,
  fileDescription: 101,
  dataLabel: 104,
  dataDescription: 105,
  numberType: 106,
  free: 108,
  scientificDataGroup: 700,
  dimensionRecord: 701,
  scientificData: 702,
  scales: 703,
  labels: 704,
  units: 705,
  formats: 706,
  range: 707,
  coordinateSystem: 708,
  groupLink: 710,
  numericDataGroup: 720,
  calibration: 731,
  fillValue: 732,
  vdataHeader: 1962,
  vdata: 1963,
  vgroup: 1965,
} as const;

/** Set in the tag of an element that is not stored as plain bytes; tags above 0x8000 are the user's own. */
const specialBit = 0x4000;

export function isSpecialTag(tag: number): boolean {
  return (tag & 0xc000) === specialBit;
}

/** The tag without the mark of a special element. */
export function baseTag(tag: number): number {
  return isSpecialTag(tag) ? tag & ~specialBit : tag;
}
