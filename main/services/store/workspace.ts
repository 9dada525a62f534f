import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { isMissing, removeAbandoned, writeFileAtomic } from './atomic-write.ts';
import { layoutOf, type Layout } from './layout.ts';

/** The format of workspaces that this version reads and writes. */
export const workspaceFormat = 1;

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function readFormat(path: string): Promise<number | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'format' in parsed && typeof parsed.format === 'number') return parsed.format;
  } catch {
    // Treated as a damaged file below.
  }
  throw new Error(`${path} is damaged: it should say which format the workspace has. Restore it, or write {"format": ${String(workspaceFormat)}} into it if this workspace was made by this version.`);
}

/**
 * Makes a folder and those above it. Not `recursive`: Node tries for ever where a file system says of an existing folder
 * that nothing can be in it, as /proc does.
 */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) await makeFolder(above);
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/**
 * Opens a workspace, or makes one. Any number of processes may have it open at once. Rejects when the folder cannot be
 * written or when a newer version of Doorbell made it.
 */
export async function openWorkspace(root: string, nowMs: number): Promise<Layout> {
  if (!isAbsolute(root)) throw new Error(`The workspace must be an absolute path, not "${root}".`);
  const layout = layoutOf(root);
  const marker = join(root, 'workspace.json');
  try {
    for (const folder of [layout.runs, layout.objects, layout.batches, layout.experiments, layout.traces, layout.plugins, layout.marks, layout.trashedExperiments, layout.segments, layout.reread, layout.logs]) {
      await makeFolder(folder);
    }
  } catch (error) {
    throw new Error(`The workspace ${root} cannot be used: ${reasonOf(error)}. Choose a folder that you may write, with --workspace or DOORBELL_WORKSPACE.`, { cause: error });
  }
  const format = await readFormat(marker);
  if (format === undefined) await writeFileAtomic(marker, `${JSON.stringify({ format: workspaceFormat })}\n`);
  else if (format > workspaceFormat) {
    throw new Error(`The workspace ${root} has format ${String(format)}, this version of Doorbell reads formats up to ${String(workspaceFormat)}. Update Doorbell, or choose another workspace.`);
  }
  for (const folder of [layout.runs, layout.objects, layout.batches, layout.trash, layout.traces, layout.plugins]) await removeAbandoned(folder, nowMs);
  return layout;
}
