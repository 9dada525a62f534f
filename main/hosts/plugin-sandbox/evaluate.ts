import { maximumModelBytes } from '@doorbell/sdk';
import { DefaultIntrinsics, newQuickJSWASMModuleFromVariant, newVariant, RELEASE_SYNC, Scope } from 'quickjs-emscripten';
import type { QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten';
import type { DescribeFailure, DescribeReply, DescribeRequest, Question } from '../../services/catalog/sandbox-protocol.ts';
import { guestError } from './guest-error.ts';

/** Bounds of one evaluation. */
export interface SandboxLimits {
  /** CPU time of the process, ms: a loaded machine does not make a plugin slow. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
  readonly stackBytes: number;
}

export const defaultLimits: SandboxLimits = { cpuMs: 250, memoryBytes: 16 * 1024 * 1024, stackBytes: 256 * 1024 };

/** Evaluates plugins, each in a fresh interpreter that knows nothing of the host. Never rejects. */
export type Evaluator = (request: DescribeRequest) => Promise<DescribeReply>;

/** Loads the interpreter on first use. */
export function createEvaluator(limits: SandboxLimits = defaultLimits): Evaluator {
  let wasm: Promise<QuickJSWASMModule> | undefined;
  return async (request) => {
    try {
      wasm ??= loadInterpreter();
      return answer(await wasm, request, limits);
    } catch (error) {
      // Outside a guest's exceptions only the interpreter itself throws, out of memory as a rule: its state is lost.
      wasm = undefined;
      const reason = error instanceof Error ? error.message : String(error);
      if (reason.startsWith('Maximum call stack')) return failed(request, 'crashed', 'It nests deeper than the interpreter can follow.');
      return failed(request, 'crashed', `The interpreter failed: ${reason.slice(0, 200)}`);
    }
  };
}

/** Pages of 64 KiB. What escapes the interpreter's own account of memory ends here, at 64 MiB. */
const wasmPages = { initial: 256, maximum: 1024 };

function loadInterpreter(): Promise<QuickJSWASMModule> {
  return newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmMemory: new WebAssembly.Memory(wasmPages) }));
}

/** Without Date, and without Math.random below, nothing depends on when a path is asked; buffers evade the memory limit. */
const intrinsics = { ...DefaultIntrinsics, Date: false, TypedArrays: false };

/** Removes what differs from call to call, and takes what the host needs; each is called, so what a getter throws is caught. */
const guestTools = `delete Math.random; delete globalThis.performance;
  [JSON.parse, JSON.stringify, (value) => typeof value === 'object' && value !== null && typeof value.then === 'function',
    (module) => module.default, (path) => (typeof path === 'object' && path !== null ? path.describe : undefined)]`;

/**
 * A single question is put twice, several are put to two interpreters, the second time in the opposite order: a path that
 * remembers anything gives itself away.
 */
function answer(wasm: QuickJSWASMModule, request: DescribeRequest, limits: SandboxLimits): DescribeReply {
  const { more, config, platform } = request;
  if (more === undefined) {
    const asked = evaluate(wasm, request, [{ config, platform }, { config, platform }], limits);
    if (!Array.isArray(asked)) return asked;
    const [first = '', second] = asked;
    return first === second ? { type: 'described', id: request.id, model: first } : impure(request);
  }
  const questions = [{ config, platform }, ...more];
  const once = evaluate(wasm, request, questions, limits);
  if (!Array.isArray(once)) return once;
  const again = evaluate(wasm, request, questions.toReversed(), limits);
  if (!Array.isArray(again)) return again;
  const [model = '', ...others] = once;
  return once.every((one, at) => one === again[again.length - 1 - at]) ? { type: 'described', id: request.id, model, more: others } : impure(request);
}

function impure(request: DescribeRequest): DescribeReply {
  return failed(request, 'impure', 'Two calls with the same configuration and platform gave different models.');
}

/** The models of all questions, one after the other, from a fresh interpreter; or why one of them has none. */
function evaluate(wasm: QuickJSWASMModule, request: DescribeRequest, questions: readonly Question[], limits: SandboxLimits): string[] | DescribeReply {
  return Scope.withScope((scope) => {
    const runtime = scope.manage(wasm.newRuntime());
    runtime.setMemoryLimit(limits.memoryBytes);
    runtime.setMaxStackSize(limits.stackBytes);
    const start = process.cpuUsage();
    let interrupted = false;
    runtime.setInterruptHandler(() => {
      const { user, system } = process.cpuUsage(start);
      interrupted ||= user + system > limits.cpuMs * 1000;
      return interrupted;
    });
    const context = scope.manage(runtime.newContext({ intrinsics }));
    const fail = (error: QuickJSHandle, otherwise: DescribeFailure): DescribeReply => {
      // Reading the error may run code of the plugin too.
      const { name, message } = interrupted ? { name: '', message: '' } : guestError(context, error);
      if (interrupted) return failed(request, 'too-slow', `It took more than ${limits.cpuMs} ms of CPU time.`);
      // Null is what the interpreter throws when no memory is left even for the error.
      if ((name === 'InternalError' && message === 'out of memory') || (name === '' && message === 'null')) {
        return failed(request, 'too-much-memory', `It needed more than ${limits.memoryBytes / 1024 / 1024} MiB.`);
      }
      // Named as the plugin's words: what it throws may read as if the lab said it.
      return failed(request, otherwise, `It threw: ${[name, message].filter((part) => part !== '').join(': ') || 'something that is no error'}`);
    };

    const run = (code: string, type: 'global' | 'module') => {
      const result = context.evalCode(code, `${request.plugin}/index.js`, { type });
      return result.error === undefined
        ? { value: scope.manage(result.value) }
        : { error: scope.manage(result.error) };
    };
    // Made before the plugin can replace what they are made of.
    const tools = run(guestTools, 'global');
    if (tools.error !== undefined) return fail(tools.error, 'crashed');
    const tool = (index: number): QuickJSHandle => scope.manage(context.getProp(tools.value, index));
    const [parse, stringify, isPromise, pathOf, describeOf] = [tool(0), tool(1), tool(2), tool(3), tool(4)];

    const callIn = (own: Scope, callee: QuickJSHandle, receiver: QuickJSHandle, ...values: readonly QuickJSHandle[]) => {
      const result = context.callFunction(callee, receiver, ...values);
      return result.error === undefined
        ? { value: own.manage(result.value) }
        : { error: own.manage(result.error) };
    };
    const call = (callee: QuickJSHandle, receiver: QuickJSHandle, ...values: readonly QuickJSHandle[]) => callIn(scope, callee, receiver, ...values);
    const module = run(request.code, 'module');
    if (module.error !== undefined) return fail(module.error, 'not-a-path');
    const waits = call(isPromise, context.undefined, module.value);
    if (waits.error !== undefined) return fail(waits.error, 'not-a-path');
    if (context.dump(waits.value) === true) return failed(request, 'not-a-path', 'Its module waits at the top level ("await"), and a sandbox has nothing to wait for.');
    const path = call(pathOf, context.undefined, module.value);
    if (path.error !== undefined) return fail(path.error, 'not-a-path');
    const describe = call(describeOf, context.undefined, path.value);
    if (describe.error !== undefined) return fail(describe.error, 'not-a-path');
    if (context.typeof(describe.value) !== 'function') {
      return failed(request, 'not-a-path', 'Its default export has no function "describe"; use export default defineDataPath({ id, describe }).');
    }

    // What one question leaves behind is freed before the next.
    const ask = (question: Question): string | DescribeReply => Scope.withScope((own) => {
      const argument = (json: string) => callIn(own, parse, context.undefined, own.manage(context.newString(json)));
      // Arguments anew for each call: a path that changes them shows itself as impure.
      const config = argument(question.config);
      if (config.error !== undefined) return fail(config.error, 'crashed');
      const platform = argument(question.platform);
      if (platform.error !== undefined) return fail(platform.error, 'crashed');
      const model = callIn(own, describe.value, path.value, config.value, platform.value);
      if (model.error !== undefined) return fail(model.error, 'threw');
      const isLater = callIn(own, isPromise, context.undefined, model.value);
      if (isLater.error !== undefined) return fail(isLater.error, 'not-data');
      if (context.dump(isLater.value) === true) return failed(request, 'not-data', 'describe answered a promise; it must answer the model itself, without "async".');
      const json = callIn(own, stringify, context.undefined, model.value);
      if (json.error !== undefined) return fail(json.error, 'not-data');
      if (context.typeof(json.value) !== 'string') return failed(request, 'not-data', 'describe returned nothing that can be written as JSON.');
      const length = own.manage(context.getProp(json.value, 'length'));
      if (context.getNumber(length) > maximumModelBytes) {
        return failed(request, 'not-data', `The model has more than ${maximumModelBytes} characters of JSON.`);
      }
      return context.getString(json.value);
    });
    const models: string[] = [];
    for (const question of questions) {
      const model = ask(question);
      if (typeof model !== 'string') return model;
      models.push(model);
    }
    return models;
  });
}

function failed(request: DescribeRequest, failure: DescribeFailure, message: string): DescribeReply {
  return { type: 'failed', id: request.id, failure, message };
}
