import { quote } from "../_quote.ts";
import { GranuleNameError } from "../errors.ts";
import { parseGranuleName } from "../granule-names/parse-granule-name.ts";
import type { GranuleName } from "../granule-names/types.ts";

/** A granule as matching sees it: the path is the caller's, and only orders granules that are otherwise equal. */
export interface GranuleFile<Name extends GranuleName = GranuleName> {
  readonly path: string;
  readonly granule: Name;
}

/** The names of one product. */
export type NameOf<Product extends GranuleName["product"]> = Extract<GranuleName, { readonly product: Product }>;

/**
 * A granule by its path or name.
 * @param product which product it must be
 * @throws GranuleNameError when it is another product, or no granule
 */
export function granuleFile<Product extends GranuleName["product"]>(
  path: string,
  product: Product,
): GranuleFile<NameOf<Product>> {
  const granule = parseGranuleName(path);
  if (isOf(granule, product)) return { path, granule };
  throw new GranuleNameError(`${quote(path)} is the name of a granule of ${granule.product}: expected ${product}`);
}

function isOf<Product extends GranuleName["product"]>(
  granule: GranuleName,
  product: Product,
): granule is NameOf<Product> {
  return granule.product === product;
}
