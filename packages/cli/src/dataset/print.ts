import type { Context } from "../command.ts";
import { type JsonValue, jsonText } from "../format/json.ts";
import { writeTo } from "../io.ts";
import { joinPieces } from "../output.ts";

/** Print what came of a command: JSON with `--json`, else text. */
export async function printResult({ io, json }: Context, text: Iterable<string>, value: JsonValue): Promise<void> {
  for (const block of joinPieces(json ? jsonText(value) : text)) await writeTo(io.stdout, block);
  if (json) await writeTo(io.stdout, "\n");
}
