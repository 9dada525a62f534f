import { cutVector, elementBytes, span, type Blocks } from './blocks.ts';
import type { Piece } from './flow.ts';
import { foldPairs, foldWhole, unfold, type Fold } from './fold.ts';
import { doublingDistances, halve, otherHalf } from './halving.ts';
import { combine, sendReceive, type Call } from './moves.ts';

/** Linear reduce to the first member, linear broadcast. */
export function linearAllreduce(call: Call): void {
  call.within({ collective: 'reduce', algorithm: 'linear', bytes: call.bytes });
  call.within({ collective: 'bcast', algorithm: 'linear', bytes: call.bytes });
}

/** Reduce to the first member, then broadcast, both by the library's decision. */
export function reduceBcastAllreduce(call: Call): void {
  call.within({ collective: 'reduce', bytes: call.bytes });
  call.within({ collective: 'bcast', bytes: call.bytes });
}

/** Pairs at distance 1, 2, 4, ... swap and reduce the whole vector; pairs of neighbours fold before, to a power of two. */
export function recursiveDoublingAllreduce(call: Call): void {
  const vector = span(0, call.bytes);
  const fold = foldWhole(call);
  if (fold !== undefined) {
    for (const distance of doublingDistances(fold.count)) {
      const partner = fold.memberAt(fold.place ^ distance);
      sendReceive(call, partner, vector, partner, vector, { into: 1 });
      combine(call, vector);
    }
  }
  unfold(call, call.bytes, fold);
}

/** Rabenseifner: a reduce-scatter by recursive halving, an allgather by recursive doubling the way back. */
export function rabenseifnerAllreduce(call: Call): void {
  const fold = foldPairs(call);
  if (fold !== undefined) halveAndCollect(call, fold);
  unfold(call, call.bytes, fold);
}

function halveAndCollect(call: Call, fold: Fold): void {
  const blocks = cutVector(call.bytes, fold.count);
  const distances = doublingDistances(fold.count);
  const windows = halve(call, fold, distances, ([from, to]) => blocks.range(from, to));
  for (let round = distances.length - 1; round >= 0; round--) {
    const partner = fold.memberAt(fold.place ^ distances[round]);
    sendReceive(call, partner, blocks.range(...windows[round + 1]), partner, blocks.range(...otherHalf(windows[round], windows[round + 1])));
  }
}

/**
 * Each block goes round once to be reduced and once to be known. Vectors with fewer elements than members: recursive doubling,
 * as in Open MPI.
 */
export function ringAllreduce(call: Call): void {
  ringInPhases(call, 0);
}

/** The same, and each block is reduced segment by segment, one round for each. */
export function segmentedRingAllreduce(call: Call): void {
  ringInPhases(call, call.segmentBytes);
}

function ringInPhases(call: Call, segmentBytes: number): void {
  const { flow, member, members, bytes } = call;
  if (bytes / elementBytes(bytes) < members) {
    recursiveDoublingAllreduce(call);
    return;
  }
  const blocks = cutVector(bytes, members);
  const right = (member + 1) % members;
  const left = (member - 1 + members) % members;
  const { count, part } = phasesOf(blocks, segmentBytes, elementBytes(bytes));
  for (let phase = 0; phase < count; phase++) {
    flow.repeat(members - 1, blocks.equal, (round) => {
      const into = part(member - round - 1, phase);
      sendReceive(call, right, part(member - round, phase), left, into, { into: 1 });
      combine(call, into);
    });
  }
  flow.repeat(members - 1, blocks.equal, (round) => {
    sendReceive(call, right, blocks.block(member + 1 - round), left, blocks.block(member - round));
  });
}

/** As many phases as the longest block, which is the first, has segments. */
function phasesOf(blocks: Blocks, segmentBytes: number, element: number): { readonly count: number; readonly part: (block: number, phase: number) => Piece } {
  const longest = blocks.block(0).bytes;
  const length = Math.max(element, segmentBytes - (segmentBytes % element));
  if (segmentBytes <= 0 || length >= longest) return { count: 1, part: (block) => blocks.block(block) };
  return {
    count: Math.ceil(longest / length),
    part(block, phase) {
      const whole = blocks.block(block);
      const from = Math.min(phase * length, whole.bytes);
      const to = Math.min(from + length, whole.bytes);
      return { bytes: to - from, cells: () => whole.cells().map(([start]) => [start + from, start + to]) };
    },
  };
}
