import { createReadStream } from 'node:fs';
import { defaultLoggops, parseLoggops, simulateLoggops, type LoggopsParameters, type Waiting } from '../../core/engine/loggops/index.ts';
import { createGoalReader, type GoalProgram } from '../../core/goal/index.ts';
import { BadInputError, exitCodes, type ExitCode } from './exit-codes.ts';
import { textTable } from './text-table.ts';
import { say, writeOutput } from './write-output.ts';

export interface GoalOptions {
  /** `L,o,g,G,O,S`; absent: what LogGOPSim takes. */
  readonly loggops?: string;
  readonly json?: boolean;
}

/** Operations and ranks that are named before a list is cut. */
const named = 20;

/** `goal`: runs a GOAL text under the LogGOPS cost model. */
export async function goalCommand(file: string, options: GoalOptions): Promise<ExitCode> {
  const parameters = options.loggops === undefined ? defaultLoggops : parseLoggops(options.loggops);
  if (typeof parameters === 'string') throw new BadInputError(`error: --loggops: ${parameters}`);
  const before = performance.now();
  const { program, lines } = await readFile(file);
  const outcome = simulateLoggops(program, parameters);
  const wallSeconds = (performance.now() - before) / 1000;
  if (!outcome.ok) {
    say(describeWaiting(file, lines, outcome.waiting));
    return exitCodes.failed;
  }
  const { finishNs, maxNs, messages, events } = outcome.result;
  const answer = { ranks: program.ranks, finishNs: [...finishNs], maxNs, messages, events, wallSeconds };
  await writeOutput(options.json === true ? `${JSON.stringify(answer)}\n` : summary(answer, parameters));
  return exitCodes.done;
}

/** Reads piece by piece: the text may be larger than memory. */
async function readFile(file: string): Promise<GoalProgram> {
  const reader = createGoalReader();
  try {
    for await (const piece of createReadStream(file, { highWaterMark: 1_048_576 })) if (!reader.write(piece as Uint8Array)) break;
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new BadInputError(`error: ${file} cannot be read: ${error.message}`);
    throw error;
  }
  const result = reader.end();
  if (result.ok) return result.goal;
  const { line, column, message } = result.error;
  throw new BadInputError(`${file}:${String(line)}:${String(column)}: error: ${message}`);
}

function describeWaiting(file: string, lines: Int32Array, { count, operations }: Waiting): string {
  const shown = operations.slice(0, named).map(({ rank, operation, what, why }) => {
    const reason = { 'no message': 'no message comes for it', 'no receive': 'nobody receives it', 'waits for others': 'it waits for operations before it' }[why];
    return `${file}:${String(lines[operation])}: rank ${String(rank)}: ${what}: ${reason}`;
  });
  const more = count > shown.length ? [`and ${String(count - shown.length)} more`] : [];
  return [`error: ${count === 1 ? 'One operation waits' : `${String(count)} operations wait`} for ever. Every send needs a receive at its rank, from its rank and with its tag.`, ...shown, ...more].join('\n');
}

interface Answer {
  readonly ranks: number;
  readonly finishNs: readonly number[];
  readonly maxNs: number;
  readonly messages: number;
  readonly events: number;
  readonly wallSeconds: number;
}

function summary({ ranks, finishNs, maxNs, messages, events, wallSeconds }: Answer, { L, o, g, G, O, S }: LoggopsParameters): string {
  const rows = finishNs.slice(0, named).map((ns, rank) => [String(rank), String(ns)]);
  const more = ranks > named ? `and ${String(ranks - named)} more ranks; --json prints all\n` : '';
  const rate = wallSeconds > 0 ? `, ${(messages / wallSeconds).toPrecision(3)} messages per second` : '';
  return `${String(ranks)} ranks end after ${String(maxNs)} ns (L=${String(L)} o=${String(o)} g=${String(g)} G=${String(G)} O=${String(O)} S=${String(S)}).\n`
    + `${String(messages)} messages, ${String(events)} operations and messages, ${wallSeconds.toPrecision(3)} s${rate}.\n\n`
    + textTable([{ title: 'rank', align: 'right' }, { title: 'ends at (ns)', align: 'right' }], rows) + more;
}
