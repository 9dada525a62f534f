import { sdkVersion } from '../model/version.ts';

/** Why a plugin's `engines["@doorbell/sdk"]` does not fit this SDK, or undefined when it does. */
export function sdkRangeProblem(range: string, version: string = sdkVersion): string | undefined {
  const match = /^([~^]?)(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(range.trim());
  if (match === null) {
    return `The range "${range}" does not say which SDK the plugin was written for; write "^${version}".`;
  }
  const operator = match[1];
  const [major = 0, minor = 0, patch = 0] = match.slice(2).map(Number);
  const [ownMajor = 0, ownMinor = 0, ownPatch = 0] = version.split('.').map(Number);
  const notOlder = ownMinor > minor || (ownMinor === minor && ownPatch >= patch);
  const fits = ownMajor === major && (
    operator === '^' ? notOlder
      : operator === '~' ? ownMinor === minor && ownPatch >= patch
        : ownMinor === minor && ownPatch === patch);
  if (fits) return undefined;
  const newer = major > ownMajor || (major === ownMajor && !notOlder);
  return newer
    ? `The plugin needs SDK ${range}, and this Doorbell has ${version}: update Doorbell.`
    : `The plugin was written for SDK ${range}, and this Doorbell has ${version}: update the plugin.`;
}
