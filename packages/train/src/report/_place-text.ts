import type { InstanceInfo } from "@atcs/dataset";

/** "2008-06-03 01:28 UTC, 31.2° N 20.5° E", as far as it is known. */
export function placeText({
  dateTime,
  centerLat,
  centerLon,
}: Pick<InstanceInfo, "dateTime" | "centerLat" | "centerLon">): string {
  const when = dateTime === undefined ? [] : [`${dateTime.slice(0, 16)} UTC`];
  const where =
    centerLat === undefined || centerLon === undefined
      ? []
      : [`${degrees(centerLat, "NS")} ${degrees(centerLon, "EW")}`];
  return [...when, ...where].join(", ");
}

function degrees(value: number, sides: string): string {
  return `${Math.abs(value).toFixed(1)}° ${sides[value < 0 ? 1 : 0]}`;
}
