import type { Experiment, PathCard } from '../contract/index.ts';
import { ablations, type Ablation } from './ablations.ts';
import { parametersOf, type LedgerCase, type Parameter } from './cases.ts';
import { ledgerSamples, type LedgerSample, type Measured } from './measured.ts';
import { judgeable, statements, type Judgement, type Statement } from './statements.ts';

/** Factors that every judged or fitted parameter is multiplied with. */
export const factors = [0.8, 0.95, 1.05, 1.2] as const;

/** How far a statement survives changes of parameters; `not judged` where it does not hold in the shortened runs that are varied. */
export type Robustness = 'holds at ±20 %' | 'holds at ±5 %' | 'fragile' | 'not judged';

/** One line of the ledger. */
export interface LedgerRow extends Judgement {
  readonly id: string;
  readonly title: string;
  readonly published: string;
  readonly source: string;
  readonly use: Statement['use'];
  readonly kind: Statement['kind'];
  /** Absent when parameters were not varied, or the statement does not hold as it is. */
  readonly robustness?: Robustness;
  /** Changes that break it, such as `xen-bridged.transmitPerByteNs × 0.8`. */
  readonly brokenBy: readonly string[];
}

/** What a mechanism's absence did. */
export interface AblationRow {
  readonly id: string;
  readonly title: string;
  readonly mustBreak: readonly string[];
  /** Statements that held before and do not without the mechanism. */
  readonly broken: readonly string[];
  /** One of `mustBreak` is among `broken`. */
  readonly shown: boolean;
}

/** The whole ledger. */
export interface Ledger {
  readonly rows: readonly LedgerRow[];
  readonly ablations: readonly AblationRow[];
  readonly parametersVaried: number;
  readonly runs: number;
}

/** Does cases somewhere: means by point. */
export type RunCases = (cases: readonly LedgerCase[], title: string) => Promise<{ readonly measured: Measured; readonly runs: number }>;

/** How much of the ledger to make. */
export interface LedgerOptions {
  /** Vary every judged and fitted parameter. */
  readonly sensitivity: boolean;
  /** Advection steps and replicates of everything but the first table. */
  readonly steps: number;
  readonly replicates: number;
}

/** Runs everything through `run` and judges it. */
export async function makeLedger(cards: readonly PathCard[], advection: Experiment, options: LedgerOptions, run: RunCases): Promise<Ledger> {
  const full = await run(ledgerSamples.map((sample) => ({ sample })), 'the samples');
  const small = { steps: options.steps, replicates: options.replicates, oneDistribution: true };
  const reference = await run(ledgerSamples.map((sample) => ({ sample, ...small })), 'the samples, shortened');
  let runs = full.runs + reference.runs;

  const removed: AblationRow[] = [];
  for (const ablation of ablations) {
    const without = await run(ledgerSamples.filter((s) => s !== 'palo').map((sample) => ({ sample, ...small, ablation: ablation.id })), ablation.title);
    runs += without.runs;
    removed.push(ablationRow(ablation, reference.measured, without.measured));
  }

  const parameters = options.sensitivity ? parametersOf(cards, advection) : [];
  // All at once: whoever runs the cases has as many workers as there are cores.
  const variations = await Promise.all(parameters.flatMap((parameter) => factors.map(async (factor) => {
    const change = `${parameter.name} × ${factor}`;
    const changed = await run(casesOf(parameter, factor, small), change);
    return { change, factor, runs: changed.runs, broken: brokenBy(reference.measured, changed.measured) };
  })));
  for (const variation of variations) runs += variation.runs;

  const rows = judgeable(full.measured).map((statement): LedgerRow => {
    const judgement = statement.judge(full.measured);
    const breaks = variations.filter((variation) => variation.broken.includes(statement.id));
    const { id, title, published, source, use, kind } = statement;
    const judged = statement.judge(reference.measured).holds;
    const robustness: Robustness = !judged ? 'not judged' : breaks.length === 0 ? 'holds at ±20 %' : breaks.some((b) => Math.abs(b.factor - 1) < 0.1) ? 'fragile' : 'holds at ±5 %';
    return { id, title, published, source, use, kind, ...judgement, ...(options.sensitivity && judgement.holds ? { robustness } : {}), brokenBy: breaks.map((b) => b.change) };
  });
  return { rows, ablations: removed, parametersVaried: parameters.length, runs };
}

/** Statements that hold in the reference and no longer with the changed points in their places. */
function brokenBy(reference: Measured, changed: Measured): readonly string[] {
  const measured = new Map([...reference, ...changed]);
  return judgeable(measured)
    .filter((s) => s.points.some((point) => changed.has(point)) && s.judge(reference).holds && !s.judge(measured).holds)
    .map((s) => s.id);
}

function casesOf(parameter: Parameter, factor: number, small: Omit<LedgerCase, 'sample'>): readonly LedgerCase[] {
  const touched = (sample: LedgerSample): boolean => {
    const palo = parameter.paths?.includes('vfio-bypass');
    return palo === undefined ? !(parameter.name.startsWith('workload') && (sample === 'streams' || sample === 'palo')) : (sample === 'palo') === palo;
  };
  return ledgerSamples.filter(touched).map((sample) => ({
    sample, ...small, ...(parameter.paths === undefined ? {} : { paths: parameter.paths }), change: parameter.change(factor),
  }));
}

function ablationRow(ablation: Ablation, reference: Measured, without: Measured): AblationRow {
  const broken = statements
    .filter((s) => s.points.every((point) => reference.has(point) && without.has(point)))
    .filter((s) => s.judge(reference).holds && !s.judge(without).holds).map((s) => s.id);
  const { id, title, mustBreak } = ablation;
  return { id, title, mustBreak, broken, shown: mustBreak.some((statement) => broken.includes(statement)) };
}
