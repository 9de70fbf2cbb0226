import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { crc32 } from "node:zlib";
import type { Resvg } from "@resvg/resvg-wasm";

/** Makes a PNG of the text of an SVG figure. */
export type RenderPng = (svg: string, dpi: number) => Promise<Uint8Array>;

/** Arimo has the widths of Helvetica and Arial, so that text is as long as the figures were laid out for. */
const fontFiles = ["latin-400", "latin-ext-400", "latin-700", "latin-ext-700"];
const inchesPerMm = 1 / 25.4;
/** The widest image that is made: one of 300 mm at 1,000 dots per inch has this width. */
const mostPixels = 12_000;

interface Renderer {
  readonly Resvg: typeof Resvg;
  readonly fonts: readonly Uint8Array[];
}

// The module of WebAssembly can be started only once in a process.
let started: Promise<Renderer> | undefined;

/**
 * Draw a figure with a font that comes along, so that the same SVG gives the same PNG on every machine.
 * @param dpi pixels per inch of the figure's width in mm, which the PNG repeats
 * @throws RangeError for an SVG without a width in mm, or more than 12,000 pixels
 */
export const renderPng: RenderPng = async (svg, dpi) => {
  const widthMm = Number(/<svg[^>]* width="([\d.]+)mm"/.exec(svg)?.[1]);
  const width = Math.round(widthMm * inchesPerMm * dpi);
  if (!(width >= 1 && width <= mostPixels)) {
    throw new RangeError(`a figure of ${widthMm} mm at ${dpi} dots per inch would be ${width} pixels wide`);
  }
  started ??= start();
  const { Resvg, fonts } = await started;
  const font = {
    fontBuffers: [...fonts],
    loadSystemFonts: false,
    defaultFontFamily: "Arimo",
    sansSerifFamily: "Arimo",
  };
  const drawing = new Resvg(svg, { fitTo: { mode: "width", value: width }, font });
  try {
    const image = drawing.render();
    const png = withResolution(image.asPng(), dpi);
    image.free();
    return png;
  } finally {
    drawing.free();
  }
};

async function start(): Promise<Renderer> {
  const require = createRequire(import.meta.url);
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  await initWasm(readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const fonts = fontFiles.map((name) =>
    readFile(require.resolve(`@fontsource/arimo/files/arimo-${name}-normal.woff2`)),
  );
  return { Resvg, fonts: await Promise.all(fonts) };
}

/** Behind the signature and the first chunk, IHDR, of 25 bytes. */
const afterHeader = 8 + 25;

/** With the chunk pHYs, by which programs know how large the image is on paper. */
function withResolution(png: Uint8Array, dpi: number): Uint8Array {
  const chunk = new DataView(new ArrayBuffer(21));
  const perMetre = Math.round(dpi / 0.0254);
  chunk.setUint32(0, 9);
  for (const [i, letter] of [..."pHYs"].entries()) chunk.setUint8(4 + i, letter.charCodeAt(0));
  chunk.setUint32(8, perMetre);
  chunk.setUint32(12, perMetre);
  chunk.setUint8(16, 1);
  chunk.setUint32(17, crc32(new Uint8Array(chunk.buffer, 4, 13)));
  const result = new Uint8Array(png.length + 21);
  result.set(png.subarray(0, afterHeader));
  result.set(new Uint8Array(chunk.buffer), afterHeader);
  result.set(png.subarray(afterHeader), afterHeader + 21);
  return result;
}
