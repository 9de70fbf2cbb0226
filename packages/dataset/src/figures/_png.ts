import { encode } from "fast-png";
import { element } from "./_svg.ts";

/** Colours and opacity of pixels, row by row from the top. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  /** Shape [height, width, 4]: red, green, blue and opacity, 0 to 255. */
  readonly rgba: Uint8Array;
}

/** An image over a place of this size, each pixel a rectangle of one colour. */
export function imageElement(
  image: RgbaImage,
  place: { readonly width: number; readonly height: number; readonly transform?: string },
): string {
  // Browsers keep the edges of pixels when they are told to; for other programs, and for print, the pixels are enlarged.
  const style = "image-rendering:pixelated";
  return element("image", { ...place, preserveAspectRatio: "none", style, href: pngUrl(enlarged(image)) });
}

/** Is there a pixel without data? */
export function hasTransparent({ rgba }: RgbaImage): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] === 0) return true;
  return false;
}

const wantedPixels = 600;
const mostEnlarged = 8;

/** Each pixel several times, when the image has so few of them that a soft edge would be seen. */
export function enlarged({ width, height, rgba }: RgbaImage): RgbaImage {
  const factor = Math.min(mostEnlarged, Math.ceil(wantedPixels / Math.max(width, height, 1)));
  if (factor === 1) return { width, height, rgba };
  const [wide, high] = [width * factor, height * factor];
  const [source, target] = [new DataView(rgba.buffer, rgba.byteOffset), new DataView(new ArrayBuffer(4 * wide * high))];
  for (let row = 0; row < high; row++) {
    const first = Math.floor(row / factor) * width;
    for (let col = 0; col < wide; col++) {
      target.setUint32(4 * (row * wide + col), source.getUint32(4 * (first + Math.floor(col / factor))));
    }
  }
  return { width: wide, height: high, rgba: new Uint8Array(target.buffer) };
}

/** `data:image/png;base64,…` */
export function pngUrl({ width, height, rgba }: RgbaImage): string {
  const bytes = encode({ width, height, data: rgba, channels: 4, depth: 8 });
  let binary = "";
  // In parts: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:image/png;base64,${btoa(binary)}`;
}
