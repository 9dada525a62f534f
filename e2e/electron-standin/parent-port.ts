import { EventEmitter } from 'node:events';

// Preloaded into utility processes: `process.parentPort` instead of `process.send`. What arrives before anybody listens
// is lost, as in Electron, and the process ends with the main process.
const send = process.send?.bind(process);
const port = Object.assign(new EventEmitter(), { postMessage: (message: unknown) => send?.(structuredClone(message)) });
for (const [name, value] of Object.entries({ parentPort: port, type: 'utility', send: undefined })) Object.defineProperty(process, name, { value });
process.on('message', (data: unknown) => { port.emit('message', { data, ports: [] }); });
process.on('disconnect', () => process.exit(0));
