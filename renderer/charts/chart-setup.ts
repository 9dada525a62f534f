import { BarController, BarElement, CategoryScale, Chart, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip } from 'chart.js';
import { BarWithErrorBar, BarWithErrorBarsController, LineWithErrorBarsController, PointWithErrorBar } from 'chartjs-chart-error-bars';
import annotation from 'chartjs-plugin-annotation';
import { pointLabels } from './point-labels.ts';

Chart.register(
  BarController, BarElement, CategoryScale, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip,
  BarWithErrorBar, BarWithErrorBarsController, LineWithErrorBarsController, PointWithErrorBar, annotation, pointLabels,
);

export { Chart };
