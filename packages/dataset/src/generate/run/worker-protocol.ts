import type { LocalGranule } from "../granule/types.ts";
import type { GranuleOutcome } from "./make-granule.ts";

/** What a worker is told: make this granule. */
export interface ToWorker {
  readonly granule: LocalGranule;
}

/** What a worker tells. */
export type FromWorker =
  | { readonly kind: "ready" }
  /** Share of the granule that is done. */
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "done"; readonly outcome: GranuleOutcome }
  | { readonly kind: "failed"; readonly error: PlainError };

/** An error that can be sent: a clone would lose what makes it an error of one of these packages. */
export interface PlainError {
  readonly message: string;
  readonly stack: string | undefined;
  /** Such as name, code and file. */
  readonly properties: Readonly<Record<string, string | number>>;
  /** Names of the symbols of `Symbol.for` by which packages know their errors. */
  readonly brands: readonly string[];
  readonly cause: PlainError | undefined;
}

/** Nobody reads more causes of causes, and an error may be its own. */
const mostCauses = 8;

export function toPlainError(error: unknown, causes: number = mostCauses): PlainError {
  if (!(error instanceof Error)) {
    return { message: String(error), stack: undefined, properties: {}, brands: [], cause: undefined };
  }
  const { name, message, stack, cause } = error;
  const properties = Object.entries(error).filter(
    ([, value]) => typeof value === "string" || typeof value === "number",
  );
  return {
    message,
    stack,
    properties: { ...Object.fromEntries(properties), name },
    brands: Object.getOwnPropertySymbols(error).flatMap((symbol) => Symbol.keyFor(symbol) ?? []),
    cause: cause instanceof Error && causes > 0 ? toPlainError(cause, causes - 1) : undefined,
  };
}

export function fromPlainError({ message, stack, properties, brands, cause }: PlainError): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: fromPlainError(cause) });
  Object.assign(error, properties);
  for (const brand of brands) Object.defineProperty(error, Symbol.for(brand), { value: true });
  if (stack !== undefined) error.stack = stack;
  return error;
}
