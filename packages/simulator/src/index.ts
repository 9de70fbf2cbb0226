export { type CloudField, createCloudField } from "./clouds/cloud-field.ts";
export { cloudTypesAt, cloudTypesAtHeights } from "./clouds/cloud-types-at-heights.ts";
export { type CloudColumns, layerSlots } from "./clouds/types.ts";
export {
  type CldclassContent,
  type DayNight,
  type ParRb2Content,
  writeCldclass,
  writeParRb2,
} from "./granules/caltrack.ts";
export { heightBinCount, profileHeights } from "./granules/height-bins.ts";
export { groundPoint } from "./orbit/ground-track.ts";
export { type HalfOrbit, halfOrbit, sunlitHalfOrbits } from "./orbit/half-orbits.ts";
export { type ProfileTrackOptions, profileTrack, type TrackProfiles } from "./orbit/profile-track.ts";
export {
  cycleSec,
  earthRadiusM,
  inclinationDeg,
  nodeLocalTimeHours,
  orbitsPerCycle,
  parasolLagSec,
  periodSec,
  satelliteAltitudeM,
} from "./orbit/reference-orbit.ts";
export { bands, bandWavelengthsUm, radianceCount, stokesBands } from "./radiance/bands.ts";
export { addInstrumentNoise, noiseLevel, normalNumbers } from "./radiance/noise.ts";
export { rayleighOpticalThickness, relativePressure } from "./radiance/rayleigh.ts";
export { cosScatteringAngle, scatteringAngle } from "./radiance/scattering-geometry.ts";
export { simulateRadiances } from "./radiance/simulate-radiances.ts";
export { createLayerStack, type LayerStack, type SurfaceReflection, type ViewGeometry } from "./radiance/types.ts";
export type {
  ChangedHostKeyFault,
  CorruptFault,
  DelayFault,
  DisappearFault,
  DropAfterBytesFault,
  FaultRule,
  FaultTarget,
  FaultWindow,
  RefuseLoginFault,
  SftpOperation,
  StallFault,
  TooManyConnectionsFault,
  WrongSizeFault,
} from "./server/fault-rules.ts";
export { startArchiveServer } from "./server/server.ts";
export type { ArchiveServer, ArchiveServerOptions, ArchiveServerStats, ArchiveUser } from "./server/types.ts";
export { type SurfaceKind, surfaceSpectra } from "./surface/albedo.ts";
export { createSurface, type Surface } from "./surface/surface.ts";
export { createPixelViews, maxViews, type PixelViews } from "./views/pixel-views.ts";
export { type SwathInterval, type SwathRowsOptions, swathRows } from "./views/swath-rows.ts";
export { createViewFinder, type ViewFinder } from "./views/view-finder.ts";
