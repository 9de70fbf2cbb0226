import { cloudMaskClasses, cloudTypeClasses, type FigureClass } from "@atcs/dataset/figures";
import { encode } from "fast-png";
import type { EncodedImage } from "./_event.ts";
import type { InstanceCurtain } from "./instance-curtains.ts";

export type { EncodedImage } from "./_event.ts";

type Rgb = readonly [red: number, green: number, blue: number];
type Colours = ReadonlyMap<number, Rgb>;

const unknown = 255;
const gap = 6;
const gapGrey = 64;
const wantedWidth = 320;
const wantedPanelHeight = 120;
const mostPixels = 2048;

/**
 * Truth above and prediction below: label points along the track from left to right, height bins from the top, in the colours of
 * the figures. Of the binary tasks the prediction is the whiter the smaller the probability of a cloud is; a cloud predicted for
 * a whole column (`bin_seg_2d`) fills it.
 * @returns a PNG of red, green and blue
 * @throws RangeError for lists of other lengths than count and bins say, values that are no class, and what is no probability
 */
export function curtainPng({ count, bins, truth, prediction }: InstanceCurtain): EncodedImage {
  if (!(count >= 1 && bins >= 1) || truth.length !== count * bins) {
    throw new RangeError(
      `${truth.length} labels: expected 1 or more points of 1 or more bins, here ${count} of ${bins}`,
    );
  }
  const isWhole = prediction.length === count;
  if (!isWhole && prediction.length !== truth.length) {
    throw new RangeError(
      `${prediction.length} predicted values: expected ${truth.length}, or ${count} of whole columns`,
    );
  }
  const isClasses = prediction instanceof Uint8Array;
  const classes = coloursOf(isClasses ? cloudTypeClasses : cloudMaskClasses);
  const truthColours = isClasses ? classes : asMask(classes);
  const panels: Panel[] = [
    { count, bins, colourAt: (at) => classColour(truthColours, truth[at]!) },
    {
      count,
      bins: isWhole ? 1 : bins,
      colourAt: (at) => (isClasses ? classColour(classes, prediction[at]!) : shade(classes, prediction[at]!)),
    },
  ];
  return drawn(panels, pixelsOf(count, wantedWidth), pixelsOf(bins, wantedPanelHeight));
}

interface Panel {
  readonly count: number;
  readonly bins: number;
  colourAt(at: number): Rgb;
}

function drawn(panels: readonly Panel[], width: number, panelHeight: number): EncodedImage {
  const height = panels.length * (panelHeight + gap) - gap;
  const data = new Uint8Array(width * height * 3);
  data.fill(gapGrey);
  for (const [i, { count, bins, colourAt }] of panels.entries()) {
    const top = i * (panelHeight + gap);
    for (let row = 0; row < panelHeight; row++) {
      const bin = Math.floor((row * bins) / panelHeight);
      for (let column = 0; column < width; column++) {
        const point = Math.floor((column * count) / width);
        const [red, green, blue] = colourAt(point * bins + bin);
        const at = 3 * ((top + row) * width + column);
        data[at] = red;
        data[at + 1] = green;
        data[at + 2] = blue;
      }
    }
  }
  return { png: encode({ width, height, data, channels: 3, depth: 8 }), width, height };
}

/** So many pixels for so many values that all are drawn alike, unless there are very many. */
function pixelsOf(values: number, wanted: number): number {
  return Math.min(mostPixels, values * Math.ceil(wanted / values));
}

function coloursOf(classes: readonly FigureClass[]): Colours {
  return new Map(classes.map(({ id, rgb }) => [id, rgb]));
}

/** Of cloud types, as no cloud, cloud and unknown. */
function asMask(mask: Colours): Colours {
  return new Map(cloudTypeClasses.map(({ id }) => [id, classColour(mask, id === unknown ? id : Math.min(id, 1))]));
}

function classColour(classes: Colours, value: number): Rgb {
  const colour = classes.get(value);
  if (colour === undefined) throw new RangeError(`class ${value}: expected one of ${[...classes.keys()].join(", ")}`);
  return colour;
}

function shade(classes: Colours, probability: number): Rgb {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`probability ${probability}: expected 0 to 1`);
  const [clear, cloud] = [classColour(classes, 0), classColour(classes, 1)];
  const mixed = (i: 0 | 1 | 2): number => Math.round(clear[i] + probability * (cloud[i] - clear[i]));
  return [mixed(0), mixed(1), mixed(2)];
}
