import { asArray, asNumber, asObject, asText, type Place, unexpected } from "./_json.ts";

/** What is done to values before their statistics are taken: they only fit the same. */
export interface ValueTransform {
  /** `physical`: reflectances to [0, 1.5], Q and U to [-1, 1]; `published`: all of them to [0, 1]; false: nothing. */
  readonly clip: "physical" | "published" | false;
  /** `default`: zenith angles become their sine and phi its cosine; `sincos`: both of each; `raw`: degrees. */
  readonly angles: "default" | "raw" | "sincos";
}

/** Statistics of a channel over the valid values of the training set, after clip and transform. */
export interface ChannelStatistics {
  readonly field: string;
  /** Slot of the view; null for fields without views. */
  readonly angle: number | null;
  /** With `angles: "sincos"`, which of the two. */
  readonly part?: "sin" | "cos";
  /** 0 where there is no valid value; so are `std`, `min` and `max`. */
  readonly mean: number;
  /** Of the whole population: divided by the count. */
  readonly std: number;
  /** Valid values. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** What `<split>.stats.json` holds. */
export interface Statistics {
  readonly fields: readonly (readonly [group: string, name: string])[];
  readonly channels: readonly ChannelStatistics[];
  readonly transform: ValueTransform;
}

/**
 * Read `<split>.stats.json`.
 * @param value the parsed JSON
 * @throws DatasetError DATASET_STATS
 */
export function parseStatistics(value: unknown, file: string): Statistics {
  const place: Place = { file, code: "DATASET_STATS" };
  const json = asObject(value, "the file", place);
  const channels = asArray(json.channels, "channels", place).map((channel, i) => parseChannel(channel, i, place));
  refuseTwice(channels.map(describeChannel), "channels", place);
  const fields = asArray(json.fields, "fields", place).map((pair, i): [string, string] => {
    const [group, name] = asArray(pair, `fields[${i}]`, place);
    return [asText(group, `the group of fields[${i}]`, place), asText(name, `the name of fields[${i}]`, place)];
  });
  refuseTwice(
    fields.map(([group, name]) => `${group}/${name}`),
    "fields",
    place,
  );
  const transform = asObject(json.transform, "transform", place);
  return {
    fields,
    channels,
    transform: {
      clip: choice(transform.clip, ["physical", "published", false] as const, "transform.clip", place),
      angles: choice(transform.angles, ["default", "raw", "sincos"] as const, "transform.angles", place),
    },
  };
}

/** Text of `<split>.stats.json`. */
export function formatStatistics({ fields, channels, transform }: Statistics): string {
  const lines = channels.map((channel) => `    ${JSON.stringify(channel)}`).join(",\n");
  return `{\n  "fields": ${JSON.stringify(fields)},\n  "channels": [\n${lines}\n  ],\n  "transform": ${JSON.stringify(transform)}\n}\n`;
}

/** A channel in words: `I865P, angle 3`. */
export function describeChannel({ field, angle, part }: Pick<ChannelStatistics, "field" | "angle" | "part">): string {
  return [field, ...(angle === null ? [] : [`angle ${angle}`]), ...(part === undefined ? [] : [part])].join(", ");
}

/** Of two with one name, nobody knows which is meant. */
function refuseTwice(names: readonly string[], what: string, place: Place): void {
  const seen = new Set<string>();
  for (const [i, name] of names.entries()) {
    if (seen.has(name)) throw unexpected(`${what}[${i}]`, name, "each once, but it is there twice", place);
    seen.add(name);
  }
}

function parseChannel(value: unknown, index: number, place: Place): ChannelStatistics {
  const what = `channels[${index}]`;
  const json = asObject(value, what, place);
  const number = (key: string): number => asNumber(json[key], `${key} of ${what}`, place);
  const statistics = {
    mean: number("mean"),
    std: number("std"),
    count: number("count"),
    min: number("min"),
    max: number("max"),
  };
  if (statistics.std < 0) throw unexpected(`std of ${what}`, statistics.std, "0 or more", place);
  const part =
    json.part === undefined ? undefined : choice(json.part, ["sin", "cos"] as const, `part of ${what}`, place);
  return {
    field: asText(json.field, `field of ${what}`, place),
    angle: json.angle === null || json.angle === undefined ? null : number("angle"),
    ...(part !== undefined && { part }),
    ...statistics,
  };
}

function choice<T>(value: unknown, choices: readonly T[], what: string, place: Place): T {
  if (choices.includes(value as T)) return value as T;
  throw unexpected(what, value, choices.map((one) => JSON.stringify(one)).join(" or "), place);
}
