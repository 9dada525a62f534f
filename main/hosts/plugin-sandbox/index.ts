import { workerPort } from '../worker-port.ts';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort } from 'node:worker_threads';
import { isDescribeRequest } from '../../services/catalog/sandbox-protocol.ts';
import { createEvaluator } from './evaluate.ts';
import { createSupervisor } from './supervise.ts';

// The process and its thread start from this one file: a bundle has no other that it could name.
if (isMainThread) {
  const supervise = createSupervisor(fileURLToPath(import.meta.url));
  // One request after the other: each has the interpreter and its time limit for itself.
  let last = Promise.resolve();
  workerPort.onMessage((message) => {
    if (!isDescribeRequest(message)) return;
    last = last.then(async () => { workerPort.send(await supervise(message)); });
  });
} else {
  const evaluate = createEvaluator();
  parentPort?.on('message', (message: unknown) => {
    if (isDescribeRequest(message)) void evaluate(message).then((reply) => parentPort?.postMessage(reply));
  });
}
