import { describeValue } from "../_describe.ts";
import type { GranuleName } from "./types.ts";

const products: readonly GranuleName["product"][] = ["PARASOL_L1B", "CALTRACK", "CLOUDSAT_CLDCLASS"];

/** @throws TypeError for what is not the name of a product */
export function checkProduct(caller: string, product: unknown): void {
  if (products.some((known) => known === product)) return;
  throw new TypeError(`${caller}: the product must be one of ${products.join(", ")}, got ${describeValue(product)}`);
}
