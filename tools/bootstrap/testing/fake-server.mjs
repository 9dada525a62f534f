// Stands for a host with a worker: starts a child that would live for ever, and says both process ids.
import { spawn } from 'node:child_process';

const worker = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
if (process.argv.includes('--stubborn')) process.on('SIGTERM', () => {});
else process.on('SIGTERM', () => process.exit(0));
setInterval(() => {}, 1000);
console.log(`PIDS ${process.pid} ${worker.pid}`);
