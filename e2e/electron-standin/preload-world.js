// The world of a sandboxed preload: apart from the page's scripts, on the same window, with a `require` that knows only
// `electron`. The built preload's text takes the place of the name in capitals.
(() => {
  if (window !== window.top) return;
  const ports = new Map();
  const tell = (message) => globalThis.electronStandIn(JSON.stringify({ url: location.href, ...message }));
  const strict = (name, model) => new Proxy(model, {
    get(target, key) {
      if (!(key in target) && typeof key === 'string') throw new Error(`${name}.${key} is not modelled by the stand-in`);
      return target[key];
    },
  });
  globalThis.electronDeliver = (number, data) => ports.get(number)?.postMessage(data);
  globalThis.electronClose = (number) => ports.get(number)?.close();
  const ipcRenderer = strict('ipcRenderer', {
    postMessage(channel, message, transfer = []) {
      if (transfer.some((item) => !(item instanceof MessagePort))) throw new TypeError('Invalid value for transfer');
      const numbers = transfer.map((port) => {
        const number = ports.size;
        ports.set(number, port);
        port.onmessage = ({ data }) => tell({ what: 'port-message', number, data });
        port.onclose = () => tell({ what: 'port-gone', number });
        return number;
      });
      tell({ what: 'ipc', channel, message: structuredClone(message), ports: numbers });
    },
  });
  const require = (name) => {
    if (name !== 'electron') throw new Error(`module not found: ${name}`);
    return strict('electron', { ipcRenderer });
  };
  const module = { exports: {} };
  ((require, module, exports) => { PRELOAD })(require, module, module.exports);
})();
