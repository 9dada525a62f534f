import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userDirectory } from './command-line.mjs';
import { hasDisplay } from './display.mjs';
import { inProject } from './project.mjs';
import { run } from './run.mjs';
import { Problem, say } from './say.mjs';

/**
 * The address in what the web host prints.
 * @param {string} line
 * @returns {URL | undefined}
 */
export function parseListenLine(line) {
  const address = /^LISTEN (http:\/\/\S+)/.exec(line)?.[1];
  return address === undefined ? undefined : new URL(address);
}

/** Shows the page where there is somebody to see it. @param {URL} url */
function openBrowser(url) {
  const quiet = process.env['DOORBELL_NO_BROWSER'] ?? process.env['CI'] ?? process.env['SSH_CONNECTION'] ?? '';
  if (quiet !== '' || !process.stdout.isTTY || !hasDisplay()) return;
  const [command, args] =
    process.platform === 'win32'
      ? ['cmd', ['/c', 'start', '', url.href]]
      : [process.platform === 'darwin' ? 'open' : 'xdg-open', [url.href]];
  const opener = spawn(command, args, { stdio: 'ignore', detached: true, windowsHide: true });
  // Without an opener the address on the screen has to do.
  opener.on('error', () => {});
  opener.unref();
}

/** @param {URL} url */
function announce(url) {
  say(`\n  Doorbell is open at ${url.href}\n`);
  if ((process.env['SSH_CONNECTION'] ?? '') !== '') {
    say(`  From your own machine: ssh -L ${url.port}:127.0.0.1:${url.port} <this machine>, then open the address there.`);
  }
  say('  Ctrl-C ends it.');
  openBrowser(url);
}

/**
 * Serves the lab over loopback HTTP until it is ended.
 * @param {string} node
 * @param {readonly string[]} pass options for the host
 * @returns {Promise<number>} exit code
 */
export async function runWebHost(node, pass) {
  const script = inProject('out/main/web.js');
  if (!existsSync(script)) {
    throw new Problem('The web host was not built.', `${script} does not exist.`, 'Run `npm run build` and read what it says.', 1);
  }
  let pending = '';
  const ended = await run(node, [script, ...pass], {
    cwd: userDirectory(),
    stdio: ['ignore', 'pipe', 'inherit'],
    onStart: (child) =>
      child.stdout?.setEncoding('utf8').on('data', (text) => {
        process.stdout.write(text);
        const lines = (pending + text).split('\n');
        pending = lines.pop() ?? '';
        for (const line of lines) {
          const url = parseListenLine(line);
          if (url !== undefined) announce(url);
        }
      }),
  });
  // Ending it is what the user asked for.
  return ended.interrupted ? 0 : ended.code;
}
