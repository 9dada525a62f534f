#!/usr/bin/env node
/**
 * The one command of Doorbell: sets up what is missing, then starts, tests, builds or runs the command line.
 * It needs Node and nothing else, because it is what installs everything else.
 */
const required = 20;
const major = Number(process.versions.node.split('.')[0]);
if (major < required) {
  console.error(
    `Doorbell needs Node ${required} or newer to set itself up; this is Node ${process.versions.node}.\n` +
      'Install a current Node from https://nodejs.org (or with your package manager), then run the command again.',
  );
  process.exit(2);
}
// Loaded late: an old Node must reach the message above before it meets syntax it does not know.
const { main } = await import('./main.mjs');
process.exitCode = await main(process.argv.slice(2));
