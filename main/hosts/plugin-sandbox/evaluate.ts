import { maximumModelBytes } from '@doorbell/sdk';
import { DefaultIntrinsics, newQuickJSWASMModuleFromVariant, newVariant, RELEASE_SYNC, Scope } from 'quickjs-emscripten';
import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten';
import type { DescribeFailure, DescribeReply, DescribeRequest } from '../../services/catalog/sandbox-protocol.ts';

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
      return evaluate(await wasm, request, limits);
    } catch (error) {
      // Outside a guest's exceptions only the interpreter itself throws, out of memory as a rule: its state is lost.
      wasm = undefined;
      return failed(request, 'crashed', error instanceof Error ? error.message : String(error));
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

function evaluate(wasm: QuickJSWASMModule, request: DescribeRequest, limits: SandboxLimits): DescribeReply {
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
      if (interrupted) return failed(request, 'too-slow', `It took more than ${limits.cpuMs} ms of CPU time.`);
      const message = guestError(context, error);
      // Null is what the interpreter throws when no memory is left even for the error.
      if (message.includes('out of memory') || message === 'null') {
        return failed(request, 'too-much-memory', `It needed more than ${limits.memoryBytes / 1024 / 1024} MiB.`);
      }
      return failed(request, otherwise, message);
    };

    const run = (code: string, type: 'global' | 'module') => {
      const result = context.evalCode(code, `${request.plugin}/index.js`, { type });
      return result.error === undefined
        ? { value: scope.manage(result.value) }
        : { error: scope.manage(result.error) };
    };
    // Taken before the plugin can replace them.
    const tools = run('delete Math.random; delete globalThis.performance; [JSON.parse, JSON.stringify]', 'global');
    if (tools.error !== undefined) return fail(tools.error, 'crashed');
    const parse = scope.manage(context.getProp(tools.value, 0));
    const stringify = scope.manage(context.getProp(tools.value, 1));

    const module = run(request.code, 'module');
    if (module.error !== undefined) return fail(module.error, 'not-a-path');
    const path = scope.manage(context.getProp(module.value, 'default'));
    const describe = context.typeof(path) === 'object' ? scope.manage(context.getProp(path, 'describe')) : context.undefined;
    if (context.typeof(describe) !== 'function') {
      return failed(request, 'not-a-path', 'Its default export has no function "describe"; use export default defineDataPath({ id, describe }).');
    }

    const call = (callee: QuickJSHandle, receiver: QuickJSHandle, ...values: readonly QuickJSHandle[]) => {
      const result = context.callFunction(callee, receiver, ...values);
      return result.error === undefined
        ? { value: scope.manage(result.value) }
        : { error: scope.manage(result.error) };
    };
    const argument = (json: string) => call(parse, context.undefined, scope.manage(context.newString(json)));
    const models: string[] = [];
    for (let round = 0; round < 2; round++) {
      // Arguments anew for each round: a path that changes them shows itself as impure.
      const config = argument(request.config);
      if (config.error !== undefined) return fail(config.error, 'crashed');
      const platform = argument(request.platform);
      if (platform.error !== undefined) return fail(platform.error, 'crashed');
      const model = call(describe, path, config.value, platform.value);
      if (model.error !== undefined) return fail(model.error, 'threw');
      const json = call(stringify, context.undefined, model.value);
      if (json.error !== undefined) return fail(json.error, 'not-data');
      if (context.typeof(json.value) !== 'string') return failed(request, 'not-data', 'describe returned nothing that can be written as JSON.');
      const length = scope.manage(context.getProp(json.value, 'length'));
      if (context.getNumber(length) > maximumModelBytes) {
        return failed(request, 'not-data', `The model has more than ${maximumModelBytes} characters of JSON.`);
      }
      models.push(context.getString(json.value));
    }
    const [first, second] = models;
    if (first === undefined || first !== second) {
      return failed(request, 'impure', 'Two calls with the same configuration and platform gave different models.');
    }
    return { type: 'described', id: request.id, model: first };
  });
}

function failed(request: DescribeRequest, failure: DescribeFailure, message: string): DescribeReply {
  return { type: 'failed', id: request.id, failure, message };
}

/** The message of an exception thrown inside, at most 300 characters. */
function guestError(context: QuickJSContext, error: QuickJSHandle): string {
  const dumped: unknown = context.dump(error);
  const text = typeof dumped === 'object' && dumped !== null && 'message' in dumped
    ? `${'name' in dumped ? `${String(dumped.name)}: ` : ''}${String(dumped.message)}`
    : String(dumped);
  return text.length > 300 ? `${text.slice(0, 297)}...` : text;
}
