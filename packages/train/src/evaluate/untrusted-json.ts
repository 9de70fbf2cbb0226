import { JsonFields } from "../config/json-fields.ts";
import { refusal } from "./problems.ts";

/** What we write has five levels. */
const mostLevels = 32;

/**
 * JSON of a stranger, of which nothing is known: neither that it is JSON, nor that walking through it comes to an end before
 * the memory of the stack does.
 * @throws TrainError TRAIN_SUBMISSION
 */
export function parseUntrusted(bytes: Uint8Array): JsonFields {
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (levels(text) > mostLevels) throw refusal(`it has lists within lists more than ${mostLevels} levels deep`);
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw refusal(`it is no JSON (${error.message})`);
    if (error instanceof TypeError) throw refusal("it is no text of UTF-8");
    throw error;
  }
  return new JsonFields(value, refusal);
}

/** The most brackets that are open at once, outside of texts. */
function levels(text: string): number {
  let [open, most, isText] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') isText = !isText;
    else if (isText) i += character === "\\" ? 1 : 0;
    else if (character === "[" || character === "{") most = Math.max(most, ++open);
    else if (character === "]" || character === "}") open--;
  }
  return most;
}
