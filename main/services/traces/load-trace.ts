import type { TraceReference } from '../../core/contract/index.ts';
import type { TraceProgram } from '../../core/engine/index.ts';
import { isMissing } from '../store/atomic-write.ts';
import type { Layout } from '../store/layout.ts';
import { readTraceFile } from './trace-text.ts';

/** The trace read last by this process: the runs of a sweep mostly share one, and two large ones may not fit. */
let last: { readonly key: string; readonly trace: TraceProgram } | undefined;

/** The trace of an input, from the workspace's objects. Rejects when it is missing or damaged. */
export async function loadTrace(layout: Layout, { format, sha256 }: TraceReference): Promise<TraceProgram> {
  const path = layout.object(sha256);
  const key = `${format} ${path}`;
  if (last?.key === key) return last.trace;
  last = undefined;
  let reading;
  try {
    reading = await readTraceFile(path, format);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new Error(`${path}, the text of a trace, is missing from the workspace. Start the experiment again to take it in anew.`, { cause: error });
  }
  if (!reading.ok || reading.sha256 !== sha256) throw new Error(`${path}, the text of a trace, is damaged: its content does not match its name. Delete the file and start the experiment again.`);
  last = { key, trace: reading.trace };
  return reading.trace;
}
