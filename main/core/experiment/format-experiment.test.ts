import { describe, expect, it } from 'vitest';
import { formatExperiment } from './format-experiment.ts';
import { parseExperiment } from './parse-experiment.ts';
import { sampleTexts } from './testing/sample-texts.ts';

describe('formatExperiment', () => {
  it.each(Object.entries(sampleTexts))('writes what reads as the same experiment: %s', (_, text) => {
    const { experiment } = parseExperiment(text);
    if (experiment === undefined) throw new Error('The sample has errors.');
    const again = parseExperiment(formatExperiment(experiment));
    expect(again).toEqual({ experiment, findings: [] });
    expect(Object.keys(again.experiment?.sweep.axes ?? {})).toEqual(Object.keys(experiment.sweep.axes));
  });

  it('writes units and shorthands', () => {
    const { experiment } = parseExperiment(sampleTexts.pingPong);
    if (experiment === undefined) throw new Error('The sample has errors.');
    const text = formatExperiment(experiment);
    for (const piece of ['coreHz: 2.8 GHz', 'linkBitsPerSecond: 10 Gb/s', 'paths: vfio-bypass', 'size: 1 B .. 4 MiB x2', 'compute: 1 %']) expect(text).toContain(piece);
  });

  it('writes path rules and configurations out', () => {
    const { experiment } = parseExperiment('name: a\njobs:\n  - paths: { sameVm: inter-vm-shm, otherHost: { id: sr-iov, config: { size: 3 } } }\n    workload: { kind: advection }');
    if (experiment === undefined) throw new Error('The text has errors.');
    expect(parseExperiment(formatExperiment(experiment)).experiment).toEqual(experiment);
  });
});
