/**
 * What a function answers about a model, found out once per model and second argument. The kit asks the same of a model in
 * several places, and whoever answers its questions from notes runs it many times on the same models. Models are not
 * changed between questions: what `describe` answers is data.
 */
export function oncePerModel<Model extends object, Beside, Answer>(find: (model: Model, beside: Beside) => Answer): (model: Model, beside: Beside) => Answer {
  const known = new WeakMap<Model, Map<Beside, Answer>>();
  return (model, beside) => {
    // What a path answers by mistake may be no object at all.
    if (typeof model !== 'object' || (model as unknown) === null) return find(model, beside);
    const answers = known.get(model) ?? new Map<Beside, Answer>();
    known.set(model, answers);
    const before = answers.get(beside);
    if (before !== undefined) return before;
    const answer = find(model, beside);
    answers.set(beside, answer);
    return answer;
  };
}
