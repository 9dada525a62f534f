import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeTar, makeTgz, type TarEntry } from '../testing/sample-package.ts';
import { packageLimits } from './limits.ts';
import { integrityOf, readArchive } from './read-archive.ts';

const file = (name: string, content = 'x'): TarEntry => ({ name: `package/${name}`, content });
const pack = (...entries: readonly TarEntry[]): Buffer => gzipSync(makeTar(entries));
const record = (text: string): string => {
  let length = text.length + 2;
  while (`${String(length)} ${text}\n`.length !== length) length += 1;
  return `${String(length)} ${text}\n`;
};
const extended = (...records: readonly string[]): TarEntry => ({ name: 'PaxHeader/x', type: 'x', content: records.map(record).join('') });

describe('an archive', () => {
  it('gives its files in order of paths', async () => {
    const files = await readArchive(makeTgz({ 'package.json': '{}', 'docs/a.md': 'ä', 'index.js': '' }));
    expect([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([['docs/a.md', 'ä'], ['index.js', ''], ['package.json', '{}']]);
  });

  it('may have folders, a prefix, and a long path with times in an extended header', async () => {
    const long = `package/${'folder/'.repeat(9)}${'x'.repeat(60)}.js`;
    const files = await readArchive(pack(
      { name: 'package/', type: '5' }, { name: 'a.js', prefix: 'package/lib', content: '1' },
      extended(`path=${long}`, 'mtime=1.5', 'uid=1000'), file('short', '2'),
      { name: 'pax_global_header', type: 'g', content: record('comment=0123') }, file('c.js', '3'),
    ));
    expect([...files.keys()]).toEqual(['c.js', long.slice(8), 'lib/a.js'].toSorted());
  });

  it('is known by its hash as npm writes it', () => {
    expect(integrityOf(Buffer.from('hello'))).toBe('sha512-m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw==');
  });

  it.each<readonly [string, () => Uint8Array, string]>([
    ['..', () => pack({ name: 'package/../evil.js' }), 'leads out of the package'],
    ['.. at the beginning', () => pack({ name: '../package/evil.js' }), 'leads out of the package'],
    ['an absolute path', () => pack({ name: '/etc/passwd' }), 'is absolute'],
    ['a drive', () => pack({ name: 'C:/evil.js' }), 'has a colon'],
    ['a stream of a file', () => pack(file('a.js:evil')), 'has a colon'],
    ['a backslash', () => pack(file('..\\evil.js')), 'has a backslash'],
    ['a device of Windows', () => pack(file('nul.js')), 'device on Windows'],
    ['a trailing dot', () => pack(file('a.js.')), 'ends with a space or a dot'],
    ['an empty part', () => pack(file('a//b.js')), 'empty part'],
    ['a name that turns around', () => pack(file('a\u202esj.exe')), 'cannot be seen'],
    ['a control character', () => pack(file('a\nb.js')), 'cannot be seen'],
    ['a name that is no text', () => pack({ name: Buffer.from([...Buffer.from('package/'), 0xff, 0xfe]) }), 'not UTF-8'],
    ['something behind the end of a name', () => pack({ name: 'package/a.js\0../../evil' }), 'hidden behind its end'],
    ['a name that is too long', () => pack(extended(`path=package/${'x'.repeat(250)}`), file('a')), 'longer than'],
    ['a path that is too deep', () => pack(file(`${'a/'.repeat(12)}b`)), 'folders deep'],
    ['an entry beside the package', () => pack({ name: 'other/index.js' }), 'outside the folder "package"'],
    ['an entry that is the package', () => pack({ name: 'package' }), 'outside the folder "package"'],
    ['a symbolic link', () => pack({ ...file('a.js', ''), type: '2', link: '/etc/passwd' }), 'a symbolic link'],
    ['a hard link', () => pack({ ...file('a.js', ''), type: '1', link: 'package/b.js' }), 'a hard link'],
    ['a device', () => pack({ ...file('a.js', ''), type: '3' }), 'a character device'],
    ['a pipe', () => pack({ ...file('a.js', ''), type: '6' }), 'a pipe'],
    ['a sparse file', () => pack({ ...file('a.js', ''), type: 'S' }), 'a sparse file'],
    ['a long name of GNU', () => pack({ name: '././@LongLink', type: 'L', content: 'package/../../evil' }, file('a')), 'a GNU long name'],
    ['an unknown kind', () => pack({ ...file('a.js', ''), type: 'Z' }), 'unknown kind'],
    ['a file twice', () => pack(file('a.js', '1'), file('a.js', '2')), 'there twice'],
    ['files that differ in case', () => pack(file('a.js'), file('A.js')), 'upper and lower case'],
    ['files that differ in how ä is written', () => pack(file('\u00e4.js'), file('a\u0308.js')), 'one file where'],
    ['folders that differ in case', () => pack(file('lib/a.js'), file('Lib/b.js')), 'one folder where'],
    ['a file that is a folder', () => pack(file('a'), file('a/b')), 'a file and a folder'],
    ['a folder that is a file', () => pack(file('a/b'), file('a')), 'a file and a folder'],
    ['.. in an extended header', () => pack(extended('path=package/../../evil.js'), file('a.js')), 'leads out of the package'],
    ['a link in an extended header', () => pack(extended('linkpath=/etc/passwd'), file('a.js')), 'linkpath'],
    ['another size in an extended header', () => pack(extended('size=999999'), file('a.js')), '"size"'],
    ['two paths in an extended header', () => pack(extended('path=package/a', 'path=package/b'), file('c')), '"path"'],
    ['a path for all in a global header', () => pack({ name: 'g', type: 'g', content: record('path=package/evil') }, file('a')), '"path"'],
    ['a damaged extended header', () => pack({ name: 'x', type: 'x', content: '999 path=a\n' }, file('a')), 'damaged'],
    ['a huge extended header', () => pack(extended(`comment=${'x'.repeat(20_000)}`), file('a')), 'extended header of'],
    ['an extended header for nothing', () => pack(file('a'), extended('path=package/b')), 'ends after an extended header'],
    ['too many files', () => pack(...Array.from({ length: packageLimits.files + 1 }, (_, index) => file(`f${String(index)}`))), 'more than 500 files'],
    ['too many headers', () => pack(...Array.from({ length: 3 * packageLimits.files + 1 }, () => ({ name: 'package/', type: '5' }))), 'more than 500 files'],
    ['a size that its content has not', () => pack({ ...file('a.js'), size: 1 << 30 }), 'ends in the middle'],
    ['something after its end', () => gzipSync(Buffer.concat([makeTar([file('a')]), makeTar([file('b')])])), 'goes on after its end'],
    ['no end', () => gzipSync(makeTar([file('a')], new Uint8Array())), 'ends in the middle'],
    ['a wrong checksum', () => {
      const tar = makeTar([file('a')]);
      tar[0] = 0x71;
      return gzipSync(tar);
    }, 'checksum'],
    ['no gzip', () => makeTar([file('a')]), 'no .tgz'],
    ['damaged gzip', () => makeTgz({ a: 'x'.repeat(2000) }).subarray(0, 60), 'cannot be unpacked'],
    ['a bomb', () => gzipSync(Buffer.alloc(packageLimits.unpackedBytes + 8 * 1024 * 1024)), 'unpacks to more than'],
    ['a bomb in several members', () => Buffer.concat(Array.from({ length: 48 }, () => gzipSync(Buffer.alloc(1024 * 1024)))), 'unpacks to more than'],
    ['more than a plugin has', () => Buffer.alloc(packageLimits.packedBytes + 1, 1), 'a plugin has at most'],
  ])('with %s is refused', async (_, make, reason) => {
    const refused = readArchive(make());
    await expect(refused).rejects.toMatchObject({ name: 'BadPackage' });
    await expect(refused).rejects.toThrow(reason);
  });
});
