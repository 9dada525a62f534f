import { defaultCollectives } from '../../core/collectives/index.ts';
import type { CollectiveSettings, RunInput } from '../../core/contract/index.ts';
import { createSimulation } from '../../core/engine/index.ts';
import { loggopsFromOperations, simulateLoggops, type LoggopsParameters, type Waiting } from '../../core/engine/loggops/index.ts';
import { tiOperations, tiProgram, type TiTrace } from '../../core/ti/index.ts';
import { BadInputError, exitCodes, type ExitCode } from './exit-codes.ts';
import type { CommonOptions } from './open-services.ts';
import { readTi } from './read-ti.ts';
import { textTable } from './text-table.ts';
import { planOnExperiment } from './ti-experiment.ts';
import { readPlatform } from './ti-platform.ts';
import { say, writeOutput } from './write-output.ts';

export interface TiOptions extends CommonOptions {
  readonly platform: string;
  /** Floating-point operations per second of a core, over the platform's. */
  readonly flops?: number;
  readonly skipUnknown?: boolean;
  readonly json?: boolean;
}

/** Ranks and operations that are named before a list is cut. */
const named = 20;
/** Events of the engine between looks at signals. */
const slice = 1_000_000;

interface Replay {
  readonly finishNs: ArrayLike<number>;
  readonly messages: number;
  readonly events: number;
}

/** `ti`: replays a SimGrid time-independent trace. */
export async function tiCommand(files: readonly string[], options: TiOptions, entryDirectory: string): Promise<ExitCode> {
  const platform = await readPlatform(options.platform);
  const before = performance.now();
  const trace = await readTi(files, options.skipUnknown === true);
  if (trace.skipped > 0) say(`note: ${String(trace.skipped)} lines have actions that are not known and were skipped.`);
  const nsPerFlop = options.flops === undefined ? undefined : 1e9 / options.flops;
  const replay = platform.kind === 'loggops'
    ? overLoggops(trace, platform.parameters, nsPerFlop ?? platform.nsPerFlop, platform.mostRanks, traceCollectives)
    : await overExperiment(trace, platform.document, nsPerFlop, options, entryDirectory);
  if (typeof replay === 'string') {
    say(replay);
    return exitCodes.failed;
  }
  const finishSeconds = Array.from(replay.finishNs, (ns) => ns / 1e9);
  const maxSeconds = finishSeconds.reduce((most, each) => Math.max(most, each), 0);
  const answer = { ranks: trace.ranks, finishSeconds, maxSeconds, messages: replay.messages, events: replay.events, wallSeconds: (performance.now() - before) / 1000 };
  await writeOutput(options.json === true ? `${JSON.stringify(answer)}\n` : summary(answer, options.platform));
  return exitCodes.done;
}

/** Traces say themselves how much is computed to reduce. */
const traceCollectives: CollectiveSettings = { ...defaultCollectives, reduceNsPerByte: 0 };

/** A string says why it does not end. */
function overLoggops(trace: TiTrace, parameters: LoggopsParameters, nsPerFlop: number, mostRanks: number, collectives: CollectiveSettings): Replay | string {
  if (trace.ranks > mostRanks) throw new BadInputError(`error: --platform: It has room for ${String(mostRanks)} ranks, the trace has ${String(trace.ranks)}.`);
  const writing = loggopsFromOperations({ ranks: trace.ranks, operationsOf: (rank) => tiOperations(trace, rank, nsPerFlop) }, collectives);
  if (!writing.ok) throw new BadInputError(`error: ${writing.message}`);
  const outcome = simulateLoggops(writing.program, parameters);
  return outcome.ok ? outcome.result : describeWaiting(outcome.waiting);
}

function describeWaiting({ count, operations }: Waiting): string {
  const reasons = { 'no message': 'no message comes for it', 'no receive': 'nobody receives it', 'waits for others': 'it waits for operations before it' } as const;
  const shown = operations.slice(0, named).map(({ rank, what, why }) => `rank ${String(rank)}: ${what}: ${reasons[why]}`);
  const more = count > shown.length ? [`and ${String(count - shown.length)} more`] : [];
  return [`error: ${count === 1 ? 'One operation waits' : `${String(count)} operations wait`} for ever. Every send needs a receive at its rank, from its rank and with its tag.`, ...shown, ...more].join('\n');
}

async function overExperiment(trace: TiTrace, document: string, nsPerFlop: number | undefined, options: TiOptions, entryDirectory: string): Promise<Replay | string> {
  const planned = await planOnExperiment(document, trace, options, entryDirectory);
  if (planned.kernel === 'loggops') return overLoggops(trace, planned.loggops, nsPerFlop ?? planned.nsPerFlop, Infinity, planned.collectives ?? traceCollectives);
  const input: RunInput = { ...planned.input, mpi: { collectives: traceCollectives, ...planned.input.mpi }, program: tiProgram(trace, nsPerFlop ?? planned.nsPerFlop) };
  const simulation = createSimulation(input);
  while (!simulation.advance(slice));
  const outcome = simulation.outcome();
  if (!outcome.ok) return `error: ${outcome.failure.message} ${outcome.failure.hint}`;
  const { ranks, counts } = outcome.result;
  return { finishNs: ranks.map(({ finishedNs }) => finishedNs), messages: counts.messages, events: counts.events };
}

interface Answer {
  readonly ranks: number;
  readonly finishSeconds: readonly number[];
  readonly maxSeconds: number;
  readonly messages: number;
  readonly events: number;
  readonly wallSeconds: number;
}

function summary({ ranks, finishSeconds, maxSeconds, messages, events, wallSeconds }: Answer, platform: string): string {
  const rows = finishSeconds.slice(0, named).map((seconds, rank) => [String(rank), String(seconds)]);
  const more = ranks > named ? `and ${String(ranks - named)} more ranks; --json prints all\n` : '';
  return `${String(ranks)} ranks end after ${String(maxSeconds)} s (${platform}).\n`
    + `${String(messages)} messages, ${String(events)} events, ${wallSeconds.toPrecision(3)} s to simulate.\n\n`
    + textTable([{ title: 'rank', align: 'right' }, { title: 'ends at (s)', align: 'right' }], rows) + more;
}
