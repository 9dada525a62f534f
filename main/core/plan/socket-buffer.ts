import type { RunInput, Workload } from '../contract/index.ts';
import { mapModels } from '../engine/pair-models.ts';

/** The models with the window that the socket buffer of a stream leaves them: whole segments, and at least one. */
export function withSocketBuffer(models: RunInput['models'], workload: Workload): RunInput['models'] {
  if (workload.kind !== 'streams' || workload.windowBytes === undefined) return models;
  const { windowBytes } = workload;
  return mapModels(models, (model) => ({
    ...model, protocol: { ...model.protocol, windowSegments: Math.max(1, Math.floor(windowBytes / model.protocol.segmentBytes)) },
  }));
}
