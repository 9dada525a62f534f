// Stands for Electron's installer: writes into its temporary folder, then behaves as its argument says.
import { appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const behaviour = process.env.FAKE_DOWNLOAD;
const file = join(tmpdir(), 'electron.zip');
appendFileSync(file, 'x');
if (behaviour === 'hang') {
  setInterval(() => {}, 1000);
} else if (behaviour === 'fail') {
  console.error('TypeError: fetch failed\n    at x.js:1\n  [cause]: Error: getaddrinfo ENOTFOUND github.com\n      at y.js:2 {\n    errno: -3008\n  }');
  process.exit(1);
} else {
  // Longer than may pass without progress, but never without progress.
  let steps = 0;
  const timer = setInterval(() => {
    appendFileSync(file, 'x');
    steps += 1;
    if (steps === 12) {
      clearInterval(timer);
      process.exit(0);
    }
  }, 100);
}
