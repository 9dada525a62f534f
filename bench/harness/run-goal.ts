import { createReadStream } from 'node:fs';
import { defaultLoggops, simulateLoggops } from '../../main/core/engine/loggops/index.ts';
import { createGoalReader } from '../../main/core/goal/index.ts';

/** Reads a GOAL text, simulates it and prints `{ messages, maxNs, peakMiB }`: from start to end a process of its own. */
const reader = createGoalReader();
for await (const piece of createReadStream(process.argv[2], { highWaterMark: 1_048_576 })) if (!reader.write(piece as Uint8Array)) break;
const read = reader.end();
if (!read.ok) throw new Error(`${String(read.error.line)}:${String(read.error.column)}: ${read.error.message}`);
const outcome = simulateLoggops(read.goal.program, defaultLoggops);
if (!outcome.ok) throw new Error(`${String(outcome.waiting.count)} operations wait for ever.`);
const { messages, maxNs } = outcome.result;
console.log(JSON.stringify({ messages, maxNs, peakMiB: process.resourceUsage().maxRSS / 1024 }));
