import type { PathModel } from '@doorbell/sdk';
import type { RunInput, Workload } from '../contract/index.ts';

/** The models with the window that the socket buffer of a stream leaves them: whole segments, and at least one. */
export function withSocketBuffer(models: RunInput['models'], workload: Workload): RunInput['models'] {
  if (workload.kind !== 'streams' || workload.windowBytes === undefined) return models;
  const { windowBytes } = workload;
  const narrow = (model: PathModel): PathModel => ({
    ...model, protocol: { ...model.protocol, windowSegments: Math.max(1, Math.floor(windowBytes / model.protocol.segmentBytes)) },
  });
  const { sameVm, sameHost, otherHost } = models;
  return { ...(sameVm === undefined ? {} : { sameVm: narrow(sameVm) }), sameHost: narrow(sameHost), otherHost: narrow(otherHost) };
}
