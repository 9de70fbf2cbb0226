// Whole archives.
export {
  type ArchiveImperfections,
  type Imperfection,
  noImperfections,
  realisticImperfections,
} from "./archive/imperfections.ts";
export { planArchive } from "./archive/plan-archive.ts";
export { simulateArchive } from "./archive/simulate-archive.ts";
export type {
  ArchiveFileKind,
  ArchivePlan,
  ArchivePlanOptions,
  ArchiveProgress,
  ArchiveSummary,
  PlannedFile,
  PlannedGranule,
  SimulateArchiveOptions,
} from "./archive/types.ts";
// The clouds.
export { type CloudField, createCloudField } from "./clouds/cloud-field.ts";
export { cloudTypesAt, cloudTypesAtHeights } from "./clouds/cloud-types-at-heights.ts";
export { type CloudColumns, layerSlots } from "./clouds/types.ts";
// What goes wrong.
export {
  ArchiveDirectoryError,
  ArchiveServerError,
  GranuleWriteError,
  isSimulatorError,
  SimulatorError,
  type SimulatorErrorCode,
  type SimulatorErrorOptions,
  WorkerStartError,
} from "./errors.ts";
// The files of a granule.
export {
  type CldclassContent,
  type DayNight,
  type ParRb2Content,
  writeCldclass,
  writeParRb2,
} from "./granules/caltrack.ts";
export { profileHeights, truthHeights } from "./granules/height-bins.ts";
export { type ParasolContent, writeParasol } from "./granules/parasol.ts";
export { type FieldCounts, type ParasolField, parasolFields } from "./granules/parasol-fields.ts";
export { type TruthContent, writeTruth } from "./granules/truth.ts";
export type { PixelBlock, SwathBlock, TruthBlock } from "./granules/types.ts";
// Where the satellites are.
export { groundPoint } from "./orbit/ground-track.ts";
export { type HalfOrbit, halfOrbit, sunlitHalfOrbits } from "./orbit/half-orbits.ts";
export { type ProfileTrackOptions, profileTrack, type TrackProfiles } from "./orbit/profile-track.ts";
export {
  earthRadiusM,
  inclinationDeg,
  nodeLocalTimeHours,
  parasolLagSec,
  periodSec,
  satelliteAltitudeM,
} from "./orbit/reference-orbit.ts";
// The light.
export { bands, bandWavelengthsUm, radianceCount, stokesBands } from "./radiance/bands.ts";
export { addInstrumentNoise } from "./radiance/noise.ts";
export { scatteringAngle } from "./radiance/scattering-geometry.ts";
export { simulateRadiances } from "./radiance/simulate-radiances.ts";
export { createLayerStack, type LayerStack, type SurfaceReflection, type ViewGeometry } from "./radiance/types.ts";
// Image, labels and truth of a half orbit.
export { createScene } from "./scene/scene.ts";
export type { Scene, SceneLabels, SceneOptions, World } from "./scene/types.ts";
export { createWorld } from "./scene/world.ts";
// The archive over SFTP.
export { checkFaults } from "./server/_check-faults.ts";
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
export { createHostKey, type HostKey } from "./server/host-key.ts";
export { startArchiveServer } from "./server/server.ts";
export type { ArchiveServer, ArchiveServerOptions, ArchiveServerStats, ArchiveUser } from "./server/types.ts";
// The ground.
export { type SurfaceKind, surfaceSpectra } from "./surface/albedo.ts";
export { createSurface, type Surface } from "./surface/surface.ts";
// What they see, and from where.
export { createPixelViews, type PixelViews } from "./views/pixel-views.ts";
export { type SwathInterval, type SwathRowsOptions, swathRows } from "./views/swath-rows.ts";
export { createViewFinder, type ViewFinder } from "./views/view-finder.ts";
