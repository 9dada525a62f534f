import { readQuantity, type Dimension } from './quantity.ts';

const pattern = /^(.+?)\s*\.\.\s*(.+?)\s+([x×+])\s*(.+?)(?:\s+(?:±|\+-)\s*(.+))?$/;
const longest = 1000;
const longestText = 100;

/** Values of a range, or why it is none; undefined when `text` is not a range at all. */
export type RangeReading = { readonly ok: true; readonly values: readonly number[] } | { readonly ok: false; readonly message: string };

/**
 * Expands `1 B .. 4 MiB x2` (doubling) and `2 .. 16 +2` (steps); both ends are included when the steps meet them. `±3` puts a
 * neighbour on both sides of every value, as NetPIPE's perturbations do: 61, 64, 67. Values below 1 are left out.
 */
export function readRange(text: string, dimension: Dimension): RangeReading | undefined {
  const match = text.length > longestText ? null : pattern.exec(text);
  if (match === null) return undefined;
  const [, first = '', last = '', sign = '', by = '', aside] = match;
  const from = readQuantity(first, dimension);
  const to = readQuantity(last, dimension);
  const step = sign === '+' ? readQuantity(by, dimension) : readQuantity(by, 'fraction');
  const besides = readQuantity(aside ?? 0, dimension);
  for (const reading of [from, to, step, besides]) if (!reading.ok) return { ok: false, message: `${reading.message}\n${reading.hint}` };
  if (!from.ok || !to.ok || !step.ok || !besides.ok) return undefined;
  if (to.value < from.value) return { ok: false, message: 'The range falls.\nWrite the smaller value first.' };
  const grows = sign === '+' ? step.value > 0 : step.value > 1 && from.value > 0;
  if (!grows) return { ok: false, message: 'The range never reaches its end.\nMultiply by more than 1 from a value above 0, or add more than 0.' };
  const values: number[] = [];
  for (let value = from.value; value <= to.value; value = sign === '+' ? value + step.value : value * step.value) {
    values.push(value);
    if (values.length > longest) return { ok: false, message: `The range has more than ${String(longest)} values.\nTake larger steps.` };
  }
  if (aside === undefined) return { ok: true, values };
  const around = new Set(values.flatMap((value) => [value - besides.value, value, value + besides.value]).filter((value) => value >= 1));
  return { ok: true, values: [...around].sort((left, right) => left - right) };
}
