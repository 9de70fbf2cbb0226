import type { InstanceInfo, StoredLabels } from "@atcs/dataset";

const radians = Math.PI / 180;

/** Degrees north and east. */
export interface LatLon {
  readonly lat: number;
  readonly lon: number;
}

/** The middle of points, on either side of the antimeridian too. @throws RangeError without points */
export function middleOf({ lat, lon }: Pick<StoredLabels, "lat" | "lon">): LatLon {
  let [x, y, z] = [0, 0, 0];
  for (let i = 0; i < lat.length; i++) {
    const cosLat = Math.cos(lat[i]! * radians);
    x += cosLat * Math.cos(lon[i]! * radians);
    y += cosLat * Math.sin(lon[i]! * radians);
    z += Math.sin(lat[i]! * radians);
  }
  if (!(Math.hypot(x, y, z) > 0)) throw new RangeError("the points have no middle");
  return { lat: Math.atan2(z, Math.hypot(x, y)) / radians, lon: Math.atan2(y, x) / radians };
}

/** Day of an instance, `2008-06-03`: of its half orbit, or by the directory that older datasets have it in. */
export function dayOf({ dateTime, inputPath }: Pick<InstanceInfo, "dateTime" | "inputPath">): string | undefined {
  const day = /^(\d{4})-(\d\d)-(\d\d)/.exec(dateTime ?? "") ?? /(?:^|\/)(\d{4})_(\d\d)_(\d\d)\//.exec(inputPath);
  return day === null ? undefined : `${day[1]}-${day[2]}-${day[3]}`;
}
