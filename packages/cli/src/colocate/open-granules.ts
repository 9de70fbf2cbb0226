import { type GranuleName, tryParseGranuleName } from "@atcs/colocate";
import { isGranuleError, type OpenGranuleOptions } from "@atcs/dataset/granules";
import { open } from "@atcs/hdf";
import { CommandError } from "../errors.ts";

/** The options that take a granule. */
export type GranuleOption = "--parasol" | "--cldclass" | "--sync";

/** By what a granule of each option is known. */
const products: readonly {
  readonly option: GranuleOption;
  readonly label: string;
  readonly hasName: (name: GranuleName) => boolean;
  /** A group or data set that only this product has. */
  readonly mark: string;
}[] = [
  {
    option: "--parasol",
    label: "PARASOL",
    hasName: ({ product }) => product === "PARASOL_L1B",
    mark: "Data_Directional_Fields",
  },
  {
    option: "--cldclass",
    label: "CLDCLASS",
    hasName: (name) =>
      name.product === "CLOUDSAT_CLDCLASS" || (name.product === "CALTRACK" && name.subProduct === "CS-2B-CLDCLASS"),
    mark: "cloud_scenario",
  },
  {
    option: "--sync",
    label: "PAR-RB2",
    hasName: (name) => name.product === "CALTRACK" && name.subProduct === "PAR-RB2",
    mark: "Acquisition_Time_Difference",
  },
];

/** Open the granule of an option. When it turns out to be one of another option, the error says so. */
export async function openGranule<G>(
  option: GranuleOption,
  path: string,
  openAs: (path: string, options: OpenGranuleOptions) => Promise<G>,
  signal: AbortSignal,
): Promise<G> {
  try {
    return await openAs(path, { signal });
  } catch (error) {
    if (!isGranuleError(error, "GRANULE_LAYOUT")) throw error;
    const product = await findProduct(path, signal);
    if (product === undefined || product.option === option) throw error;
    const { label: expected } = products.find((each) => each.option === option)!;
    throw new CommandError(`${path} is a ${product.label} granule: expected ${expected}`, {
      code: error.code,
      hint: `Give it with ${product.option}.`,
      file: path,
      cause: error,
    });
  }
}

/** The product of a file that can be opened, by its name, else by what is in it. */
async function findProduct(path: string, signal: AbortSignal): Promise<(typeof products)[number] | undefined> {
  const name = tryParseGranuleName(path);
  const named = name && products.find(({ hasName }) => hasName(name));
  if (named !== undefined) return named;
  await using file = await open(path, { signal });
  return products.find(({ mark }) => file.get(mark) !== undefined);
}
