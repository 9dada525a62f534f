import type { Operation, RunInput } from '../main/core/contract/index.ts';
import { simulate } from '../main/core/engine/index.ts';
import { measure } from './harness/measure.ts';
import { report, type BenchRow } from './harness/report.ts';
import { changed, entriesOf, sample } from './harness/samples.ts';

/** Each rank exchanges a message with its eight neighbours in a square that is closed at its edges, computes, and again. */
function halo(side: number, steps: number, bytes: number): RunInput {
  const [{ input }] = entriesOf(changed(sample('nanos-2010-advection'), { path: ['sr-iov'], placement: ['intra-block'] }, {}));
  const hosts = (side * side) / 8;
  const at = (x: number, y: number): number => ((y + side) % side) * side + ((x + side) % side);
  const around = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy] as const)).filter(([dx, dy]) => dx !== 0 || dy !== 0);
  const step = (x: number, y: number): Operation[] => [
    ...around.map(([dx, dy], tag): Operation => ({ op: 'ireceive', from: at(x - dx, y - dy), bytes, tag })),
    ...around.map(([dx, dy], tag): Operation => ({ op: 'isend', to: at(x + dx, y + dy), bytes, tag })),
    { op: 'waitall' }, { op: 'compute', ns: 50_000 },
  ];
  const ranks = Array.from({ length: side * side }, (_, rank): Operation[] => [{ op: 'loop', count: steps, body: step(rank % side, Math.floor(rank / side)) }]);
  return {
    ...input, hosts, program: { layer: 'mpi', ranks },
    places: ranks.map((_, rank) => ({ host: Math.floor(rank / 8), vm: Math.floor(rank / 2), core: rank % 8 })),
  };
}

const advection = (path: string, placement: 'inter' | 'intra-block'): RunInput =>
  entriesOf(changed(sample('nanos-2010-advection'), { path: [path], placement: [placement], distribution: ['1xNx1'] }, { steps: 16 }))[0].input;
const streams = (path: string): RunInput => entriesOf(changed(sample('nanos-2010-streams'), { path: [path], tool: ['netperf'] }, { bytesPerStream: 1 << 28 }))[0].input;
const pingPong = (size: number, repetitions: number): RunInput => entriesOf(changed(sample('palo-2011-ping-pong'), { layer: ['mpi'], size: [size] }, { repetitions }))[0].input;

const runs: readonly (readonly [name: string, input: RunInput])[] = [
  ...['native', 'xen-bridged', 'sr-iov'].map((path) => [`streams, ${path}`, streams(path)] as const),
  ...['native', 'xen-bridged', 'sr-iov'].map((path) => [`advection inter, ${path}`, advection(path, 'inter')] as const),
  ['advection intra, xen-bridged', advection('xen-bridged', 'intra-block')],
  ['ping-pong 1 B, vfio-bypass', pingPong(1, 20_000)],
  ['ping-pong 1 MB, vfio-bypass', pingPong(1_000_000, 50)],
  ['halo 16 × 16 ranks of 2 KB, sr-iov', halo(16, 20, 2048)],
];

const rows: BenchRow[] = [];
for (const [name, input] of runs) {
  const { timing, result } = await measure(() => simulate(input), { runs: 7, warmUps: 2 });
  if (!result.ok) throw new Error(`${name}: ${result.failure.message}`);
  const { events, messages, segments, stageVisits } = result.result.counts;
  rows.push({ name, timing, counts: { events, messages, segments, 'stage visits': stageVisits } });
}
report('engine', rows);
