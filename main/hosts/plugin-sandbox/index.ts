import { workerPort } from '../worker-port.ts';
import { isDescribeRequest } from '../../services/catalog/sandbox-protocol.ts';
import { createEvaluator } from './evaluate.ts';

const evaluate = createEvaluator();

// One request after the other: each has the interpreter and its time limit for itself.
let last = Promise.resolve();
workerPort.onMessage((message) => {
  if (!isDescribeRequest(message)) return;
  last = last.then(async () => { workerPort.send(await evaluate(message)); });
});
