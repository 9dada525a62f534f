import type { Ledger, LedgerRow } from '../../core/calibrate/index.ts';
import { formatNumber } from '../../core/charts/index.ts';
import { textTable } from './text-table.ts';

/** Parameters named per fragile row; the JSON has them all. */
const shownBreaks = 4;

function errorOf({ error }: LedgerRow): string {
  if (error === undefined) return '';
  return `${error < 0 ? '−' : '+'}${formatNumber(Math.abs(error) * 100, 2)} %`;
}

function fragilityOf({ id, robustness, brokenBy }: LedgerRow): string {
  if (brokenBy.length === 0 || robustness === undefined) return '';
  const more = brokenBy.length > shownBreaks ? ` and ${String(brokenBy.length - shownBreaks)} more` : '';
  return `  ${id} does not survive ${brokenBy.slice(0, shownBreaks).join(', ')}${more}\n`;
}

/** The ledger for a terminal: statements, what they do not survive, and what the absence of mechanisms broke. */
export function ledgerTable(ledger: Ledger): string {
  const rows = textTable(
    [
      { title: 'id', align: 'left' }, { title: 'statement', align: 'left', width: 44 }, { title: 'published', align: 'left', width: 24 },
      { title: 'simulated', align: 'left', width: 24 }, { title: 'error', align: 'right' }, { title: 'used as', align: 'left' }, { title: 'verdict', align: 'left' },
    ],
    ledger.rows.map((row) => [row.id, row.title, row.published, row.simulated, errorOf(row), row.use, row.holds ? (row.robustness ?? 'holds') : 'MISSED']),
  );
  const fragile = ledger.rows.map(fragilityOf).join('');
  const ablations = textTable(
    [{ title: 'ablation', align: 'left', width: 50 }, { title: 'must break one of', align: 'left', width: 20 }, { title: 'broke', align: 'left', width: 30 }, { title: 'verdict', align: 'left' }],
    ledger.ablations.map(({ title, mustBreak, broken, shown }) => [title, mustBreak.join(', '), broken.join(', ') || 'nothing', shown ? 'shown' : 'NOT SHOWN']),
  );
  const held = ledger.rows.filter(({ holds }) => holds).length;
  const summary = `${String(held)} of ${String(ledger.rows.length)} statements hold, ${String(ledger.ablations.filter(({ shown }) => shown).length)} of ${String(ledger.ablations.length)} ablations are shown; ${String(ledger.runs)} runs, ${String(ledger.parametersVaried)} parameters varied.\n`;
  return `${rows}${fragile === '' ? '' : `\nFragile or narrow:\n${fragile}`}\n${ablations}\n${summary}`;
}
