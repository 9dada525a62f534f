/** What is not modelled throws instead of being undefined: a spec must not pass because the stand-in is poorer than Electron. */
export function strict<Model extends object>(name: string, model: Model): Model {
  return new Proxy(model, {
    get(target, key) {
      if (!(key in target) && typeof key === 'string' && key !== 'then' && key !== 'toJSON') throw new Error(`${name}.${key} is not modelled by the stand-in`);
      return Reflect.get(target, key) as unknown;
    },
  });
}
