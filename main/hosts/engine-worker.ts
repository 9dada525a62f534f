// First, so that the listener is attached before the rest is even loaded.
import './worker-port.ts';

const { setCompilerFlags } = await import('../services/runner/set-compiler-flags.ts');
setCompilerFlags();
const { giveWay, serveRequests } = await import('./engine-worker/serve-requests.ts');
giveWay();
serveRequests();
