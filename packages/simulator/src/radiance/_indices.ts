/** Places of the bands that need a treatment of their own. */
export const bandCount = 9;
export const narrowOxygenBand = 4;
export const wideOxygenBand = 5;
export const windowBand = 6;
export const vapourBand = 7;

/** Place of I of the three polarised bands; their Q and U stand at 9 + 2i and 10 + 2i. */
export const polarisedBands: readonly number[] = [1, 3, 6];
