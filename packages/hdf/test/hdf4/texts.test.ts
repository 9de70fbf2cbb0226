import { describe, expect, it } from "vitest";
import { decodeText } from "../../src/_text.ts";
import { decodeTexts } from "../../src/hdf4/texts.ts";

describe("decodeTexts", () => {
  it("cuts the bytes into texts of one width", async () => {
    const bytes = new TextEncoder().encode("abcdef");
    expect(await decodeTexts(bytes, 3, 2, decodeText)).toEqual(["ab", "cd", "ef"]);
    expect(await decodeTexts(new Uint8Array(0), 2, 0, decodeText)).toEqual(["", ""]);
  });

  it("stops when the signal tells to", async () => {
    const stopped = decodeTexts(new Uint8Array(1), 1, 1, decodeText, AbortSignal.abort(new Error("enough")));
    await expect(stopped).rejects.toThrow("enough");
  });
});
