import { parseArgs } from 'node:util';
import { builtLocations } from './locations.ts';
import { runWebHost } from './web/run-web-host.ts';
import { userDataFolder, workspaceFolder } from './workspace-folder.ts';

const usage = 'Usage: node out/main/web.js [--port NUMBER] [--workspace FOLDER] [--workers NUMBER]';

/** A whole number from `least` to `most`, or a thrown reason. */
function readNumber(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) throw new Error(`--${name}: must be a whole number from ${least} to ${most}, not "${text}".`);
  return value;
}

function readOptions(): { readonly port: number; readonly workers: number | undefined; readonly workspace: string } {
  const { values } = parseArgs({ options: { port: { type: 'string' }, workspace: { type: 'string' }, workers: { type: 'string' } } });
  return {
    port: readNumber('port', values.port, 0, 65_535) ?? 0,
    workers: readNumber('workers', values.workers, 1, 1024),
    workspace: workspaceFolder(values.workspace, process.env, userDataFolder(process.platform, process.env)),
  };
}

async function main(): Promise<number> {
  let options;
  try {
    options = readOptions();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    return 2;
  }
  try {
    await runWebHost({ locations: builtLocations(import.meta.dirname), ...options });
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

process.exit(await main());
