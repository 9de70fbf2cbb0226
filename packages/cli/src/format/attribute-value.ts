import type { AttributeValue } from "@atcs/hdf";
import { escapeControls, quoteText } from "./escape.ts";
import { textWidth } from "./line.ts";
import { float32Text, numberFormatter, numberText } from "./value.ts";

/**
 * An attribute's value for people, in at most about `width` characters: NULs at the end of text are left out, and what
 * is left out of a longer value is counted.
 */
export function attributeValueText(value: AttributeValue, isFloat32: boolean, width: number): string {
  if (typeof value === "string") return textValue(value, width);
  if (typeof value === "number") return isFloat32 ? float32Text(value) : numberText(value);
  if (typeof value === "bigint") return numberText(value);
  if (isTextList(value)) return listValue(value, (text) => textValue(text, width), width);
  return listValue(value, numberFormatter(value), width);
}

function isTextList(value: Exclude<AttributeValue, string | number | bigint>): value is readonly string[] {
  return Array.isArray(value);
}

function textValue(value: string, width: number): string {
  const text = value.replace(/\0+$/, "");
  // What is certainly too long is not escaped as a whole: attributes of many megabytes exist.
  if (text.length <= width) {
    const whole = quoteText(text);
    if (textWidth(whole) <= width) return whole;
  }
  const note = ` (${text.length} characters)`;
  const room = width - note.length - '"…"'.length;
  let shown = "";
  let used = 0;
  for (const character of text) {
    const escaped = escapeControls(character.replace(/[\\"]/, "\\$&"));
    used += textWidth(escaped);
    if (used > room) break;
    shown += escaped;
  }
  return `"${shown}…"${note}`;
}

function listValue<T>(values: ArrayLike<T>, format: (value: T) => string, width: number): string {
  if (values.length === 0) return "(no values)";
  const note = `, … (${values.length} values)`;
  let text = "";
  for (let i = 0; i < values.length; i++) {
    const next = (i === 0 ? "" : ", ") + format(values[i]!);
    const reserved = i === values.length - 1 ? 0 : note.length;
    if (i > 0 && textWidth(text) + textWidth(next) + reserved > width) return text + note;
    text += next;
  }
  return text;
}
