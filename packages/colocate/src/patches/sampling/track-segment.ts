/** A stretch of the track between two consecutive profiles, or the part of it within the wanted latitudes. */
export interface TrackSegment {
  /** Number of the first of the two profiles. */
  readonly profile: number;
  /** Where it begins and ends, 0 at the first profile and 1 at the second. */
  readonly begin: number;
  readonly end: number;
  /** Degrees north of its lowest and highest point. */
  readonly south: number;
  readonly north: number;
  /** Degrees of arc. */
  readonly length: number;
}
