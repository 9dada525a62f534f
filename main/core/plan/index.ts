export { canonicalJson } from './canonical-json.ts';
export { expand, mostRuns } from './expand.ts';
export { fingerprint } from './fingerprint.ts';
export { pathRequests, platformOf } from './path-requests.ts';
export { coreOf, placeRanks, placeStreams, type RankSlot, type Room } from './placement.ts';
export { relationOf } from './relation.ts';
export { replicateSeed } from './seed.ts';
export { sha256 } from './sha256.ts';
export { estimateWork } from './work.ts';
