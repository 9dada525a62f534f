import { createTiReader } from '../../main/core/ti/index.ts';

/**
 * Reads a time-independent trace of 64 ranks that swap with six neighbours, made up as it is read, of so many MiB, and prints
 * `{ lines, bytes, peakMiB, storedMiB }`: a process of its own. Each tenth computation differs from all others.
 */
const wantedBytes = Number(process.argv[2]) * 1_048_576;
const ranks = 64;
const reader = createTiReader();
let lines = 0;
let bytes = 0;
let flops = 1_000_000;

function step(rank: number): string {
  const text: string[] = [`${String(rank)} compute ${String(++flops % 10 === 0 ? flops : 20_000)}`];
  for (let k = 1; k <= 6; k++) text.push(`${String(rank)} irecv ${String((rank + k) % ranks)} ${String(k)} 4096`, `${String(rank)} isend ${String((rank - k + ranks) % ranks)} ${String(k)} 4096`);
  text.push(`${String(rank)} waitall`);
  lines += text.length;
  return `${text.join('\n')}\n`;
}

for (let rank = 0; rank < ranks && bytes < wantedBytes; rank = (rank + 1) % ranks) {
  const piece = Buffer.from(Array.from({ length: 256 }, () => step(rank)).join(''), 'latin1');
  bytes += piece.length;
  reader.write(piece);
}
const read = reader.end();
if (!read.ok) throw new Error(`${String(read.error.line)}:${String(read.error.column)}: ${read.error.message}`);
const stored = read.trace.codes.reduce((sum, list) => sum + list.buffer.byteLength, read.trace.flops.buffer.byteLength);
console.log(JSON.stringify({ lines, bytes, peakMiB: process.resourceUsage().maxRSS / 1024, storedMiB: stored / 1_048_576 }));
