import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { experimentJsonSchema, undescribedFields } from './experiment-json-schema.ts';
import { formatExperiment, parseExperiment } from './index.ts';

const experiments = resolve(import.meta.dirname, '../../../experiments');
const samples = readdirSync(experiments).filter((name) => name.endsWith('.yaml'));
const kept = readFileSync(resolve(experiments, 'experiment.schema.json'), 'utf8');

/** Somebody else's reading of the written schema: what an editor says of a document. */
const editor = z.fromJSONSchema(JSON.parse(kept) as Parameters<typeof z.fromJSONSchema>[0]);
const accepts = (text: string): boolean => editor.safeParse(parse(text)).success;

/** A small document with one line in the place of another. */
const small = (change: (text: string) => string = (text) => text): string => change(`
name: small
cluster: { hosts: 2, host: { cores: 8, coreHz: 2 GHz } }
jobs:
  - vms: { perHost: 2 }
    placement: inter
    workload: { kind: ping-pong, size: 8 B }
sweep:
  axes:
    path: [native, { id: sr-iov, preset: nanos-2010 }]
    size: 1 B .. 4 MiB x2
noise: { compute: 1 % }
`);

describe('the JSON Schema of an experiment', () => {
  it('is kept beside the samples; write it with: doorbell schema experiment --out experiments/experiment.schema.json', () => {
    expect(kept).toBe(`${JSON.stringify(experimentJsonSchema(), undefined, 2)}\n`);
  });

  it('says of every field what it means', () => {
    expect(undescribedFields()).toEqual([]);
    expect(kept).toContain('Clock of a core. A number in Hz, or text with a unit: Hz, kHz, MHz, GHz.');
  });

  it.each(samples)('takes %s, as written and as the lab writes it', (name) => {
    const text = readFileSync(resolve(experiments, name), 'utf8');
    expect(editor.safeParse(parse(text)).error).toBeUndefined();
    const { experiment } = parseExperiment(text);
    if (experiment === undefined) throw new Error(`${name} cannot be read.`);
    expect(accepts(formatExperiment(experiment))).toBe(true);
  });

  it.each([
    ['a small document', small()],
    ['rules by relation', small((text) => text.replace('[native,', '[{ sameHost: xen-bridged, otherHost: sr-iov, exceptions: [{ vms: [0, 1], path: native }] },'))],
    ['one value instead of a list', small((text) => text.replace(/path: .*/, 'path: native'))],
    ['plain numbers', small((text) => text.replace('8 B', '8').replace('2 GHz', '2000000000').replace('1 %', '0.01'))],
    ['a list of places', small((text) => text.replace('placement: inter', 'placement: [{ host: 0, vm: 0 }, { host: 1, vm: 0 }]'))],
    ['grids with spaces', small((text) => text.replace('{ kind: ping-pong, size: 8 B }', '{ kind: stencil-2d, grid: 512 x 512, decomposition: auto }').replace(/ {4}size: .*\n/, ''))],
    ['loggops', small((text) => text.replace('[native,', '[{ id: loggops, config: { L: 2500 ns, G: 6 } },'))],
  ])('takes %s, as the reader does', (_, text) => {
    expect(parseExperiment(text).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(accepts(text)).toBe(true);
  });

  it.each<[string, (text: string) => string]>([
    ['no name', (text) => text.replace('name: small', '')],
    ['a name that is not kebab-case', (text) => text.replace('name: small', 'name: My Sweep')],
    ['no job', (text) => text.replace(/jobs:[^]*sweep:/, 'sweep:')],
    ['seventeen jobs', (text) => text.replace('  - vms: { perHost: 2 }', `${Array.from({ length: 16 }, (_, job) => `  - { id: job-${String(job)}, workload: { kind: osu } }\n`).join('')}  - vms: { perHost: 2 }`)],
    ['a job without workload', (text) => text.replace(/ {4}workload: .*\n/, '')],
    ['a field that is not known', (text) => text.replace('cores: 8', 'kores: 8')],
    ['a workload that is not known', (text) => text.replace('kind: ping-pong', 'kind: pingpong')],
    ['a field of another workload', (text) => text.replace('size: 8 B', 'tool: iperf')],
    ['a unit that does not fit', (text) => text.replace('2 GHz', '2 GiB')],
    ['words for a number', (text) => text.replace('8 B', 'eight')],
    ['a number below its bound', (text) => text.replace('cores: 8', 'cores: 0')],
    ['a fraction of a host', (text) => text.replace('hosts: 2', 'hosts: 1.5')],
    ['a number above its bound', (text) => text.replace('1 %', '2')],
    ['a placement that is not known', (text) => text.replace('placement: inter', 'placement: outer')],
    ['a path that is no id', (text) => text.replace('[native,', '[Native Path,')],
    ['rules without a path between hosts', (text) => text.replace('[native,', '[{ sameHost: native },')],
    ['an axis that is not known', (text) => text.replace('    size: 1 B', '    sizes: 1 B')],
    ['an empty axis', (text) => text.replace(/path: .*/, 'path: []')],
    ['a grid in other dimensions', (text) => text.replace('{ kind: ping-pong, size: 8 B }', '{ kind: stencil-2d, grid: 8x8x8 }')],
    ['a newer format', (text) => `format: 2\n${text}`],
    ['a list for a map', (text) => text.replace('noise: { compute: 1 % }', 'noise: [1]')],
  ])('refuses %s, as the reader does', (_, change) => {
    const text = small(change);
    expect(text).not.toBe(small());
    expect(parseExperiment(text).experiment).toBeUndefined();
    expect(accepts(text)).toBe(false);
  });
});
