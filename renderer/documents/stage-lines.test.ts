import type { BatchStage, PathModel } from '@doorbell/sdk';
import { expect, test } from 'vitest';
import { path, serve } from '../../main/core/engine/testing/run-input.ts';
import { pipelineBlocks } from './pipeline-blocks.ts';
import { pipelineLines } from './stage-lines.ts';

function withBatch(more: Partial<BatchStage>): PathModel {
  return path({ receive: [{ id: 'moderation', title: 'Moderation', executor: 'device', kind: 'batch', count: 16, timeoutNs: 125_000, ...more }, serve('take', 'guest-kernel', { perUnitNs: 80 })] });
}

test.each([
  [{}, '16 at once, or after 125\u00a0\u00b5s', 125_000],
  [{ since: 'last-batch' }, 'first at once, next after 125\u00a0\u00b5s or with 16 waiting', 0],
  [{ count: 1 }, 'each at once', 0],
] as const)('a batch says what it waits for, and what that takes a message alone: %j', (more, what, ns) => {
  const model = withBatch(more);
  const lines = pipelineLines(model, 'other-host', 1000).flatMap((pipeline) => pipeline.lines);
  expect(lines.filter(({ kind }) => kind === 'batch')).toMatchObject([{ what, ns }]);
  expect(pipelineBlocks(model, 1000).filter(({ id }) => id === 'receive.moderation').map((block) => block.ns)).toEqual(ns === 0 ? [] : [ns]);
});
