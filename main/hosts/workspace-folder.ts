import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Folder of the workspace: what the user said, else `DOORBELL_WORKSPACE`, else `workspace` in the user data folder. */
export function workspaceFolder(argument: string | undefined, environment: Readonly<Record<string, string | undefined>>, userData: string): string {
  return resolve(argument || environment.DOORBELL_WORKSPACE || join(userData, 'workspace'));
}

/** The folder that Electron calls `userData`, so that runs are the same from every host. */
export function userDataFolder(platform: NodeJS.Platform, environment: Readonly<Record<string, string | undefined>>, home: string = homedir()): string {
  if (platform === 'win32') return join(environment.APPDATA || join(home, 'AppData', 'Roaming'), 'doorbell');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'doorbell');
  return join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'doorbell');
}
