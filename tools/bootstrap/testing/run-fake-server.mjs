// The bootstrap's part of the story: runs a fake server until a signal comes.
import { fileURLToPath } from 'node:url';
import { run } from '../run.mjs';

const script = fileURLToPath(new URL('./fake-server.mjs', import.meta.url));
const ended = await run(process.execPath, [script, ...process.argv.slice(2)], { stdio: ['ignore', 'inherit', 'inherit'], graceMs: 200 });
console.log(`ENDED ${ended.code} ${ended.interrupted}`);
