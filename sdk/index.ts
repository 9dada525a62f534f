export { executors } from './model/stage.ts';
export { pageBytes } from './model/cost.ts';
export { defineDataPath } from './model/data-path.ts';
export type { Cost, CostUnit, LinearCost, TableCost } from './model/cost.ts';
export type {
  BatchStage, CacheStage, ChooseStage, DelayStage, Executor, MergeStage, NotifyStage, ReleaseStage, ResourceScope,
  RingStage, ServeStage, SplitStage, Stage, StageBase, StageKind, SteerStage,
} from './model/stage.ts';
export type {
  Bootstrap, Capabilities, DriverDomain, Limits, MigrationModel, Origin, PathModel, Pipelines, Protocol, Resource,
} from './model/path-model.ts';
export type { Platform } from './model/platform.ts';
export type { DataPath } from './model/data-path.ts';
export type { ConfigOrigin, ConfigProperty, ConfigSchema, Manifest, Measurement, Preset } from './model/manifest.ts';
export { byteTimeNs, wireResources, wireStages } from './build/wire.ts';
export { ethernetFrameBytes, ethernetMinimumBytes, goodputCeiling, rawProtocol, tcpHeaderBytes, tcpProtocol } from './build/protocol.ts';
export { configDefaults, configOrigins, resolveConfig } from './build/config.ts';
export type { ConfigValues } from './build/config.ts';
export type { ModelFinding } from './check/finding.ts';
export { tcpReceive, tcpSend } from './build/tcp.ts';
export type { TcpCost } from './build/tcp.ts';
export { verbsPipelines } from './build/verbs.ts';
export type { VerbsAdditions, VerbsCost } from './build/verbs.ts';
export { checkPathModel, maximumModelBytes, maximumPassedStages, maximumStages } from './check/check-path-model.ts';
export { checkManifest } from './check/check-manifest.ts';
export { sdkRangeProblem } from './check/sdk-range.ts';
export { proposalProblem, proposals } from './proposals/proposals.ts';
export type { Proposal } from './proposals/proposal.ts';
export { sdkVersion } from './model/version.ts';
export { costOf } from './build/cost.ts';
export { unloadedLatency } from './build/unloaded-latency.ts';
export type { Transfer, UnloadedLatency } from './build/unloaded-latency.ts';
