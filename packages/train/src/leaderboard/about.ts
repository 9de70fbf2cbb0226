import { describeValue } from "../config/check.ts";
import { isPlainText } from "../evaluate/settings.ts";

/** What the makers of a submission say of it. */
export interface SubmissionAbout {
  /** Of what made the predictions, at most 100 characters: it stands in the table. */
  readonly name: string;
  /** At most 500 characters. */
  readonly authors?: string | undefined;
  /** At most 2000 characters. */
  readonly description?: string | undefined;
  /** Where more is to be read: http or https. */
  readonly url?: string | undefined;
}

interface AboutRule {
  readonly isRight: (value: unknown) => boolean;
  readonly expected: string;
}

const textUpTo = (most: number): AboutRule => ({
  isRight: (value) => isPlainText(value, most),
  expected: `a text of at most ${most} characters, in one line`,
});

const rules: Readonly<Record<keyof SubmissionAbout, AboutRule>> = {
  name: textUpTo(100),
  authors: textUpTo(500),
  description: textUpTo(2000),
  url: {
    isRight: isWebAddress,
    expected: "an address that begins with https:// or http://, of at most 500 characters",
  },
};

/** Names of what is said. */
export const aboutNames: readonly (keyof SubmissionAbout)[] = ["name", "authors", "description", "url"];

/**
 * What is wrong with something that is said: `url is the text "javascript:0": expected …`.
 * @returns undefined for what is right, and for what may be left out and is
 */
export function aboutProblem(name: keyof SubmissionAbout, value: unknown): string | undefined {
  const { isRight, expected } = rules[name];
  if (isRight(value) || (value === undefined && name !== "name")) return undefined;
  return `${name} is ${value === undefined ? "missing" : describeValue(value)}: expected ${expected}`;
}

/** Scripts are addresses too. */
function isWebAddress(value: unknown): boolean {
  if (!isPlainText(value, 500) || !/^https?:\/\/[^\s<>"'`\\]+$/.test(value)) return false;
  return URL.canParse(value) && ["http:", "https:"].includes(new URL(value).protocol);
}
