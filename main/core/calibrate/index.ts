export { ablations, type Ablation } from './ablations.ts';
export { documentOf, parametersOf, type LedgerCase, type Parameter } from './cases.ts';
export { factors, makeLedger, type AblationRow, type Ledger, type LedgerOptions, type LedgerRow, type RunCases } from './ledger.ts';
export { ledgerSamples, meansOf, pointOf, sampleFiles, type LedgerSample, type Measured } from './measured.ts';
export { oneNicPreset, oneNicRequests, oneNicRows, type OneNicRow } from './one-nic.ts';
export { experimentOf, runCase, type CaseRow } from './run-case.ts';
export { judgeable, statements, type Statement } from './statements.ts';
export { defaultTolerance, isAcceptable, replayMeasurement, replayRequests, unreplayedRecords, type ReplayRow } from './replay.ts';
export { usedCards } from './used-cards.ts';
