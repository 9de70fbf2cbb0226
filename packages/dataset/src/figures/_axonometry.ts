import { round } from "./_svg.ts";

const radians = Math.PI / 180;

/** From where a scene is looked at. */
export interface Viewpoint {
  /** Direction in which the viewer stands, degrees clockwise from north. */
  readonly azimuthDeg: number;
  /** Above the horizon, degrees. */
  readonly elevationDeg: number;
}

/** A parallel projection of east, north and up to the right and downwards. */
export interface Axonometry {
  project(east: number, north: number, up: number): [x: number, y: number];
  /** `transform` of SVG for a picture on the ground whose rows go south and columns east from a place. */
  groundTransform(
    east: number,
    north: number,
    pixelSize: number,
    scale: number,
    shift: readonly [number, number],
  ): string;
}

export function axonometry({ azimuthDeg, elevationDeg }: Viewpoint): Axonometry {
  const [sinA, cosA] = [Math.sin(azimuthDeg * radians), Math.cos(azimuthDeg * radians)];
  const [sinE, cosE] = [Math.sin(elevationDeg * radians), Math.cos(elevationDeg * radians)];
  const project = (east: number, north: number, up: number): [number, number] => [
    north * sinA - east * cosA,
    (east * sinA + north * cosA) * sinE - up * cosE,
  ];
  return {
    project,
    groundTransform(east, north, pixelSize, scale, [dx, dy]) {
      const origin = project(east, north, 0);
      const column = project(pixelSize, 0, 0);
      const row = project(0, -pixelSize, 0);
      const linear = [...column, ...row].map((value) => round(value * scale, 6));
      const start = [origin[0] * scale + dx, origin[1] * scale + dy].map((value) => round(value, 3));
      return `matrix(${[...linear, ...start].join(" ")})`;
    },
  };
}

/**
 * The viewpoint that shows a curtain over a line broadside but for 30 degrees, from the south-eastern side of it.
 * @param bearingDeg of the line, clockwise from north
 */
export function viewpointFor(bearingDeg: number): number {
  const southEast = (azimuth: number): number => Math.cos((azimuth - 135) * radians);
  const sides = [bearingDeg + 90, bearingDeg - 90];
  const side = southEast(sides[0]!) >= southEast(sides[1]!) ? sides[0]! : sides[1]!;
  const turned = [side + 30, side - 30];
  const azimuth = southEast(turned[0]!) >= southEast(turned[1]!) ? turned[0]! : turned[1]!;
  return ((azimuth % 360) + 360) % 360;
}
