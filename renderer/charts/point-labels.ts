import type { Chart, Plugin } from 'chart.js';

/** What stands beside the points, by series and point; an empty text draws nothing. */
export interface PointLabelOptions {
  readonly texts: readonly (readonly string[])[];
  readonly colour: string;
  /** Drawn around the letters, so that lines below do not cross them. */
  readonly background: string;
  readonly font: string;
}

const away = 9;

/** Writes beside points what they stand for, so that nobody has to look them up in a key. */
export const pointLabels: Plugin<'line', PointLabelOptions> = {
  id: 'pointLabels',
  afterDatasetsDraw(chart: Chart, _: unknown, options: PointLabelOptions) {
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.font = options.font;
    ctx.fillStyle = options.colour;
    ctx.strokeStyle = options.background;
    ctx.lineWidth = 4;
    ctx.lineJoin = 'round';
    ctx.textBaseline = 'middle';
    for (const [series, texts] of options.texts.entries()) {
      for (const [index, text] of texts.entries()) {
        const point = text === '' ? undefined : chart.getDatasetMeta(series).data[index];
        if (point === undefined) continue;
        const fits = point.x + away + ctx.measureText(text).width < chartArea.right;
        ctx.textAlign = fits ? 'left' : 'right';
        const x = point.x + (fits ? away : -away);
        ctx.strokeText(text, x, point.y);
        ctx.fillText(text, x, point.y);
      }
    }
    ctx.restore();
  },
};
