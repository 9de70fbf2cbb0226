import { toAttributes } from "../_group.ts";
import type { Annotation, AttributeInfo, Attributes } from "../types.ts";
import { toHdfError } from "./failure.ts";
import type { OpenFile } from "./open-file.ts";
import type { AttributeEntry } from "./session.ts";

/** Where an object is: its id for the session, its name and path for users. */
export interface Location {
  readonly file: OpenFile;
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

/** HDF5 has no annotations. */
export const noAnnotations: readonly Annotation[] = [];

/** The attributes of an object, read once and when first asked for. */
export class AttributeReader {
  readonly #location: Location;
  #entries: readonly AttributeEntry[] | undefined;
  #attributes: Attributes | undefined;

  constructor(location: Location) {
    this.#location = location;
  }

  get attributes(): Attributes {
    this.#attributes ??= toAttributes(
      this.#read().map((entry) =>
        "problem" in entry ? { name: entry.name, error: this.#error(entry.problem) } : entry,
      ),
    );
    return this.#attributes;
  }

  infos(): AttributeInfo[] {
    return this.#read().map((entry) => {
      if ("problem" in entry) throw this.#error(entry.problem);
      return entry;
    });
  }

  #read(): readonly AttributeEntry[] {
    const { file, id } = this.#location;
    this.#entries ??= file.metadata.attributes(id);
    return this.#entries;
  }

  #error(problem: Parameters<typeof toHdfError>[0]): Error {
    return toHdfError(problem, this.#location.file.name);
  }
}
