import { dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { RunningServices } from '../../services/create-services.ts';

/** What the user wants of running batches when the window closes. */
export type CloseChoice = 'background' | 'cancel' | 'stay';

const choices = ['background', 'cancel', 'stay'] as const satisfies readonly CloseChoice[];

/**
 * Whether the window may close. With batches running the user is asked; cancelling them waits until the services know.
 * Closing the question itself means stay.
 */
export async function askBeforeClose(window: BrowserWindow, running: RunningServices): Promise<boolean> {
  const batches = running.runningBatches();
  if (batches.length === 0) return true;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    buttons: ['Keep running in the background', 'Cancel and close', 'Stay'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
    title: 'Doorbell',
    message: batches.length === 1 ? 'A batch is still running.' : `${batches.length} batches are still running.`,
    detail: 'In the background it goes on without a window; start Doorbell again to see it. Finished runs are kept in any case.',
  });
  const choice = choices[response] ?? 'stay';
  if (choice === 'cancel') await Promise.all(batches.map((batch) => running.services.batches.cancel(batch)));
  return choice !== 'stay';
}
