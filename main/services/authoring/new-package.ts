import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { scaffoldFiles } from '@doorbell/sdk/scaffold';

/** What a new package is to be. */
export interface NewPackage {
  /** Made if it is not there; must be empty otherwise. */
  readonly folder: string;
  /** Default: the folder's name in kebab-case. */
  readonly id?: string;
  /** Default: the id in words. */
  readonly title?: string;
  /** The packed SDK that this lab was built with, a file. */
  readonly sdkTarball: string;
}

/** What was written, or why nothing was. */
export type NewOutcome =
  | { readonly ok: true; readonly folder: string; readonly id: string; readonly title: string; readonly files: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** Writes a package that passes its own tests. Never writes over anything. */
export async function newPackage({ folder, sdkTarball, ...wanted }: NewPackage): Promise<NewOutcome> {
  const root = resolve(folder);
  const id = wanted.id ?? kebab(basename(root));
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id) || id.length > 64) {
    return no(`"${id}" is no id of a data path. Use kebab-case that begins with a letter, at most 64 characters, such as virtio-net: --id virtio-net.`);
  }
  const title = (wanted.title ?? words(id)).trim();
  // Control characters and line ends would leave the comments and headings that the title stands in.
  if (title === '' || title.length > 60 || /[\p{Cc}*/]/u.test(title)) return no('The title must be one line of 1 to 60 characters without * and /, such as --title "Virtio with vhost".');
  const archive = basename(sdkTarball);
  if (await stat(sdkTarball).catch(() => undefined) === undefined) return no(`The packed SDK is missing: ${sdkTarball}. Build Doorbell again: npm run build.`);
  const found = await stat(root).catch(() => undefined);
  if (found !== undefined && (!found.isDirectory() || (await readdir(root)).length > 0)) return no(`${root} is there already and not empty. Nothing was written: name a new folder.`);
  const files = scaffoldFiles({ id, title, sdkArchive: archive });
  await mkdir(root, { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text, { flag: 'wx' });
  await copyFile(sdkTarball, join(root, archive));
  return { ok: true, folder: root, id, title, files: [...Object.keys(files), archive].toSorted() };
}

function kebab(name: string): string {
  return name.replace(/^doorbell-path-/, '').replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
}

function words(id: string): string {
  const text = id.replaceAll('-', ' ').slice(0, 60).trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function no(message: string): NewOutcome {
  return { ok: false, message };
}
