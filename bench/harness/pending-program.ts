import { createLoopBuilder, defaultLoggops, type LoggopsParameters, type LoggopsProgram } from '../../main/core/engine/loggops/index.ts';

interface Pending {
  readonly program: LoggopsProgram;
  readonly parameters: LoggopsParameters;
}

const pairs = 500;
const messagesOfPair = 4000;

/** 500 ranks send to 500 others as fast as they can. However many messages are under way, and so pending, the events are the same: only the latency differs. */
export function messagesPending(count: number): Pending {
  const builder = createLoopBuilder();
  for (let rank = 0; rank < 2 * pairs; rank++) {
    builder.beginRank();
    builder.repeat(messagesOfPair, () => (rank < pairs ? builder.send(rank + pairs, 1, 0) : builder.receive(rank - pairs, 1, 0)));
  }
  const { o } = defaultLoggops;
  return { program: builder.finish(), parameters: { ...defaultLoggops, L: (count / pairs - 1) * o } };
}

const calculations = 4_000_000;

/** Ranks that only calculate, each for times of its own: each has a turn pending, in no order. As many events, whatever the number of ranks. */
export function ranksPending(ranks: number): Pending {
  const builder = createLoopBuilder();
  let random = 1;
  for (let rank = 0; rank < ranks; rank++) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const ns = 1 + (random >>> 8) % 20_000;
    builder.beginRank();
    builder.repeat(calculations / ranks, () => builder.calculate(ns));
  }
  return { program: builder.finish(), parameters: defaultLoggops };
}
