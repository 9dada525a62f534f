/** Scheme and origin of the window's page. */
export const appScheme = 'app';
export const appOrigin = 'app://doorbell';
export const appPage = `${appOrigin}/index.html`;

/** Whether an address belongs to the app itself. `URL.origin` is "null" for schemes Node does not know. */
export function isAppAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${appScheme}:` && url.host === 'doorbell' && url.username === '' && url.password === '';
}
