import { fieldSchemes, resolveFields } from "@atcs/dataset";

/**
 * Schemes of fields for a sweep over bands: all bands with and without polarisation, three bands (`tri1` to `tri5`), and each
 * band alone, without polarisation where it has any, and without angles. Of several names for the same fields it is the first.
 */
export function bandSchemes(): readonly string[] {
  const seen = new Set<string>();
  return fieldSchemes.filter((scheme) => {
    if (!/^(all_bands|tri\d|single_band_)/.test(scheme)) return false;
    const fields = resolveFields(scheme)
      .map(({ name }) => name)
      .join();
    const isNew = !seen.has(fields);
    seen.add(fields);
    return isNew;
  });
}
