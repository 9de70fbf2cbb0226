import { quote } from "../_quote.ts";
import { GranuleNameError } from "../errors.ts";
import { checkProduct } from "../granule-names/_products.ts";
import { parseGranuleName } from "../granule-names/parse-granule-name.ts";
import type { GranuleName } from "../granule-names/types.ts";

/** A granule as matching sees it: the path is the caller's, and only orders granules that are otherwise equal. */
export interface GranuleFile<Name extends GranuleName = GranuleName> {
  readonly path: string;
  /** What its name says. */
  readonly nameParts: Name;
}

/** The names of one product. */
export type NameOf<Product extends GranuleName["product"]> = Extract<GranuleName, { readonly product: Product }>;

/**
 * A granule by its path or name.
 * @param product which product it must be
 * @throws GranuleNameError when it is another product, or no granule; TypeError for what is no product or no text
 */
export function granuleFile<Product extends GranuleName["product"]>(
  path: string,
  product: Product,
): GranuleFile<NameOf<Product>> {
  checkProduct("granuleFile", product);
  const nameParts = parseGranuleName(path);
  if (isOf(nameParts, product)) return { path, nameParts };
  throw new GranuleNameError(`${quote(path)} is the name of a granule of ${nameParts.product}: expected ${product}`);
}

function isOf<Product extends GranuleName["product"]>(
  nameParts: GranuleName,
  product: Product,
): nameParts is NameOf<Product> {
  return nameParts.product === product;
}
