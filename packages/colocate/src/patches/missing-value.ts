/** The value of a patch where there is none. */
export const missingValue = -32767;
