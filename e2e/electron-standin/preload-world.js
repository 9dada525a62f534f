// The world of a sandboxed preload: apart from the page's scripts, on the same window, with a `require` that knows only
// `electron`. The built preload's text takes the place of the name in capitals.
(() => {
  if (window !== window.top) return;
  const ports = new Map();
  const tell = (message) => globalThis.electronStandIn(JSON.stringify({ url: location.href, ...message }));
  const strict = (name, model) => new Proxy(model, {
    get(target, key) { if (key in target || typeof key === 'symbol') return target[key]; throw new Error(`${name}.${key} is not modelled by the stand-in`); },
  });
  globalThis.electronPort = { 'port-message': (number, data) => ports.get(number)?.postMessage(data), 'port-close': (number) => ports.get(number)?.close() };
  const keep = (port) => {
    if (!(port instanceof MessagePort)) throw new TypeError('Invalid value for transfer');
    const number = ports.size;
    ports.set(number, port);
    port.onmessage = ({ data }) => tell({ what: 'port-message', number, data });
    port.onclose = () => tell({ what: 'port-gone', number });
    return number;
  };
  const ipcRenderer = strict('ipcRenderer', {
    postMessage: (channel, message, transfer = []) => tell({ what: 'ipc', channel, message: structuredClone(message), ports: transfer.map(keep) }),
  });
  const require = (name) => { if (name === 'electron') return strict('electron', { ipcRenderer }); throw new Error(`module not found: ${name}`); };
  const module = { exports: {} };
  ((require, module, exports) => { PRELOAD })(require, module, module.exports);
})();
