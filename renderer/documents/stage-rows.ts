import { messageClasses, type MessageClass } from '../../main/core/charts/index.ts';
import type { ShownResult, StageTime } from '../../main/core/contract/index.ts';

/** One stage of the mean message of a class, placed after the stages before it. */
export interface StageRow {
  readonly stage: StageTime;
  /** Per message, ns. */
  readonly serviceNs: number;
  readonly waitingNs: number;
  /** Per message, from the post to the beginning of this stage, ns. */
  readonly startNs: number;
}

/** What a message of one class went through, mean per message. The stages add up to `totalNs`. */
export interface StageRows {
  readonly messages: number;
  readonly totalNs: number;
  readonly rows: readonly StageRow[];
}

export { messageClasses, type MessageClass };

/** The stages of a class that bound messages, in their order. */
export function stageRows(result: ShownResult, kind: MessageClass): StageRows {
  const messages = result.messages.filter((row) => row.path === kind.path && row.relation === kind.relation).reduce((sum, row) => sum + row.messages, 0);
  const per = Math.max(1, messages);
  let at = 0;
  const rows: StageRow[] = [];
  for (const stage of result.stages) {
    if (stage.path !== kind.path || stage.relation !== kind.relation || stage.serviceNs + stage.waitingNs <= 0) continue;
    rows.push({ stage, serviceNs: stage.serviceNs / per, waitingNs: stage.waitingNs / per, startNs: at });
    at += (stage.serviceNs + stage.waitingNs) / per;
  }
  return { messages, totalNs: at, rows };
}
