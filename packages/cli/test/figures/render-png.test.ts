import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { renderPng } from "../../src/figures/render-png.ts";

const figure = (children: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="25.4mm" height="12.7mm" viewBox="0 0 72 36" font-family="Arimo">` +
  `<rect width="72" height="36" fill="#fff"/>${children}</svg>`;

/** The columns from the first to the last one with something dark. */
function inked(png: Uint8Array): [first: number, last: number] {
  const { width, height, data, channels } = decode(png);
  const columns = Array.from({ length: width }, (_, col) =>
    Array.from({ length: height }, (_, row) => data[(row * width + col) * channels]!).some((red) => red < 100),
  );
  return [columns.indexOf(true), columns.lastIndexOf(true)];
}

describe("a figure as PNG", () => {
  test("has the pixels of its size on paper, and says so", async () => {
    const png = await renderPng(figure(""), 200);
    expect(decode(png)).toMatchObject({ width: 200, height: 100 });
    const view = new DataView(png.buffer, png.byteOffset);
    expect(new TextDecoder().decode(png.subarray(37, 41))).toBe("pHYs");
    // 200 per inch are 7874 per metre.
    expect([view.getUint32(41), view.getUint32(45), view.getUint8(49)]).toEqual([7874, 7874, 1]);
  });

  test("has text in the font that comes along, as wide as Helvetica", async () => {
    const text = (content: string) => `<text x="10" y="20" font-size="10">${content}</text>`;
    const [[first, last], [, lastOfMore]] = [
      inked(await renderPng(figure(text("M")), 144)),
      inked(await renderPng(figure(text("MMMM")), 144)),
    ];
    expect(last).toBeGreaterThan(first);
    // An M is 0.833 of the size wide, and there are two pixels to a point.
    expect((lastOfMore - last) / 2).toBeCloseTo(3 * 8.33, 0);
  });

  test("has the signs that figures use", async () => {
    const empty = await renderPng(figure(""), 72);
    for (const sign of ["°", "×", "–", "−", "Å"]) {
      expect(await renderPng(figure(`<text x="10" y="20" font-size="10">${sign}</text>`), 72)).not.toEqual(empty);
    }
  });

  test("is the same each time", async () => {
    const svg = figure(`<circle cx="20" cy="20" r="7"/>`);
    expect(await renderPng(svg, 100)).toEqual(await renderPng(svg, 100));
  });
});

test("what has no size, or too large a one, is refused", async () => {
  await expect(renderPng("<svg/>", 300)).rejects.toThrow("a figure of NaN mm");
  await expect(renderPng(figure(""), 100_000)).rejects.toThrow("would be 100000 pixels wide");
});
