import { root } from './project.mjs';
import { run } from './run.mjs';

/** An end this soon, in ms, is taken for a failure to start. */
const earlyMs = 10_000;

/**
 * What helps, from what Electron wrote before it ended.
 * @param {string} text
 * @param {number} code
 * @returns {string | undefined}
 */
export function electronHint(text, code) {
  if (/running as root without --no-sandbox/i.test(text)) {
    return 'Chromium refuses to run as root. Start Doorbell as a normal user; DOORBELL_NO_SANDBOX=1 runs it without its sandbox.';
  }
  if (/sandbox/i.test(text)) {
    return (
      'This system denies Chromium its sandbox (Ubuntu 23.10 and later do, by AppArmor). Allow user namespaces with\n' +
      '  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or ask for no sandbox with DOORBELL_NO_SANDBOX=1.'
    );
  }
  const library = /error while loading shared libraries: ([^:\s]+)/.exec(text)?.[1];
  if (library !== undefined) return `The system lacks ${library}. On Debian and Ubuntu: apt install libgtk-3-0 libnss3 libasound2.`;
  if (/cannot open display|Missing X server|Failed to connect to Wayland/i.test(text)) {
    return 'The display does not answer: check DISPLAY or WAYLAND_DISPLAY, and that you may use it (xhost, ssh -X).';
  }
  if (code === 127) return 'The binary could not be started: remove node_modules/electron/dist and try again.';
  return undefined;
}

/**
 * Runs the lab in Electron. Its sandbox stays on unless the user asks.
 * @param {string} electron the executable
 * @param {readonly string[]} pass options for the host
 * @returns {Promise<{ code: number, failedEarly?: { why: string, hint: string | undefined } }>}
 */
export async function runElectron(electron, pass) {
  const startedAt = Date.now();
  let tail = '';
  const sandbox = (process.env['DOORBELL_NO_SANDBOX'] ?? '') === '' ? [] : ['--no-sandbox'];
  const ended = await run(electron, [root, ...sandbox, ...pass], {
    stdio: ['ignore', 'inherit', 'pipe'],
    onStart: (child) =>
      child.stderr?.setEncoding('utf8').on('data', (text) => {
        process.stderr.write(text);
        tail = (tail + text).slice(-4_000);
      }),
  });
  const failed = ended.code !== 0 && !ended.interrupted && Date.now() - startedAt < earlyMs;
  if (!failed) return { code: ended.code };
  const how = ended.signal === undefined ? `exit code ${ended.code}` : `signal ${ended.signal}`;
  const last = tail.split('\n').filter((line) => line.trim() !== '').slice(-3).join(' | ');
  const why = ended.error?.message ?? (last === '' ? how : `${how}, after: ${last}`);
  return { code: ended.code, failedEarly: { why, hint: electronHint(tail, ended.code) } };
}
