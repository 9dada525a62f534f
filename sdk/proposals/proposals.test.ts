import { describe, expect, it } from 'vitest';
import { sampleModel } from '../testing/sample-model.ts';
import { proposalProblem, proposals } from './proposals.ts';

describe('the proposals of a manifest', () => {
  it('may be none, or those on offer', () => {
    expect(proposalProblem({})).toBeUndefined();
    expect(proposalProblem({ proposals: [] })).toBeUndefined();
    expect(proposalProblem({ proposals: proposals.map(({ name, version }) => `${name}@${version}`) })).toBeUndefined();
  });

  it.each([
    ['stage-explain@2', 'update Doorbell'],
    ['stage-explain@2', 'offers stage-explain@1'],
    ['stage-explain', 'write name@version'],
    ['stage-explain@0', 'write name@version'],
    ['Stage Explain@1', 'write name@version'],
    ['teleport@1', 'no proposal "teleport"'],
    ['teleport@1', 'On offer: stage-explain@1'],
  ])('%s: %s', (tag, text) => {
    expect(proposalProblem({ proposals: ['stage-explain@1', tag] })).toContain(text);
  });
});

describe('every proposal on offer', () => {
  it.each(proposals.map((proposal) => [proposal.name, proposal] as const))('%s has a version, says what it is, and finds no use where there is none', (_, { name, version, summary, uses }) => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    expect(version).toBeGreaterThan(0);
    expect(summary).toMatch(/\.$/);
    expect(uses(sampleModel)).toEqual([]);
  });
});
