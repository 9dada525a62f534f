/** What a number in the document measures. */
export type Dimension = 'bytes' | 'mebibytes' | 'bitsPerSecond' | 'bytesPerSecond' | 'hertz' | 'nanoseconds' | 'fraction';

/** How a unit turns into the base unit: `base = number × factor × 10^exponent`. */
interface Unit {
  readonly exponent: number;
  readonly factor?: number;
}

const unit = (exponent: number, factor?: number): Unit => ({ exponent, factor });

const bytes = { B: unit(0), kB: unit(3), MB: unit(6), GB: unit(9), KiB: unit(0, 1024), MiB: unit(0, 1024 * 1024), GiB: unit(0, 1024 * 1024 * 1024) };

const units: Readonly<Record<Dimension, Readonly<Record<string, Unit>>>> = {
  bytes,
  mebibytes: { MiB: unit(0), GiB: unit(0, 1024), TiB: unit(0, 1024 * 1024) },
  bitsPerSecond: { 'b/s': unit(0), 'kb/s': unit(3), 'Mb/s': unit(6), 'Gb/s': unit(9), 'Tb/s': unit(12), 'Mbit/s': unit(6), 'Gbit/s': unit(9), Mbps: unit(6), Gbps: unit(9) },
  bytesPerSecond: Object.fromEntries(Object.entries(bytes).map(([name, value]) => [`${name}/s`, value])),
  hertz: { Hz: unit(0), kHz: unit(3), MHz: unit(6), GHz: unit(9) },
  nanoseconds: { ns: unit(0), us: unit(3), 'µs': unit(3), 'μs': unit(3), ms: unit(6), s: unit(9), min: unit(9, 60), h: unit(9, 3600), d: unit(9, 86_400) },
  fraction: { '%': unit(-2) },
};

const pattern = /^([+-]?\d+(?:\.\d+)?)(?:e([+-]?\d{1,3}))?\s*(\S*)$/i;

/** A number read, or why it could not be. */
export type QuantityReading = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly message: string; readonly hint: string };

/**
 * Reads `16 KiB`, `10 Gb/s`, `2.0 GHz`, `50 us`, `5 %` or a plain number in the base unit of `dimension` (bytes, MiB,
 * bit/s, B/s, Hz, ns, a share of 1). Decimal prefixes are exact: `1.1 GHz` is 1100000000.
 */
export function readQuantity(input: string | number, dimension: Dimension): QuantityReading {
  if (typeof input === 'number') return finite(input, dimension);
  const match = input.length > 100 ? null : pattern.exec(input.trim());
  if (match === null) return refuse(`"${shorten(input)}" is not a number with a unit.`, dimension);
  const [, mantissa = '', exponent = '0', name = ''] = match;
  const found = name === '' ? unit(0) : lookUp(units[dimension], name);
  if (found === undefined) return refuse(`"${shorten(name)}" is not a unit that fits here.`, dimension);
  return finite(Number(`${mantissa}e${String(Number(exponent) + found.exponent)}`) * (found.factor ?? 1), dimension);
}

const bases: Readonly<Record<Dimension, string>> = {
  bytes: 'bytes', mebibytes: 'MiB', bitsPerSecond: 'bit/s', bytesPerSecond: 'bytes per second', hertz: 'Hz', nanoseconds: 'ns', fraction: 'a share of 1',
};

/** What texts of a dimension look like, for editors: a regular expression that takes what {@link readQuantity} takes, and a sentence. */
export function quantityText(dimension: Dimension): { readonly pattern: string; readonly description: string; readonly unit: string } {
  const names = Object.keys(units[dimension]);
  const unit = `(?:${names.join('|')})?`;
  return {
    pattern: `^\\s*[+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d{1,3})?\\s*${unit}\\s*$`, unit,
    description: `A number in ${bases[dimension]}, or text with a unit: ${names.filter((name) => name !== 'μs').join(', ')}.`,
  };
}

function lookUp(table: Readonly<Record<string, Unit>>, name: string): Unit | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function finite(value: number, dimension: Dimension): QuantityReading {
  return Number.isFinite(value) ? { ok: true, value } : refuse('The number is not finite.', dimension);
}

function refuse(message: string, dimension: Dimension): QuantityReading {
  const names = Object.keys(units[dimension]).filter((name) => name !== 'μs');
  return { ok: false, message, hint: `Write a plain number, or one with a unit: ${names.join(', ')}.` };
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The number with the largest of its units that writes it exactly and shortly; reading the text gives the same number. */
export function writeQuantity(value: number, dimension: Dimension): string | number {
  // Sizes are powers of two more often than not, and 9000 reads better than 9 kB.
  const names = Object.keys(units[dimension]).filter((name) => dimension !== 'bytes' || name === 'B' || name.includes('i'));
  const readings = names.flatMap((name) => {
    const scale = readQuantity(`1 ${name}`, dimension);
    if (!scale.ok || scale.value > Math.abs(value)) return [];
    const text = `${String(value / scale.value)} ${name}`;
    const back = readQuantity(text, dimension);
    return text.length <= 9 && back.ok && back.value === value ? [{ text, scale: scale.value }] : [];
  });
  return readings.reduce<{ text: string | number; scale: number }>((best, reading) => (reading.scale > best.scale ? reading : best), { text: value, scale: 0 }).text;
}
