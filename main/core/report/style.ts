import { raw, type Html } from './html.ts';

/** The report's style sheet, but for the colours of its series. */
export const styleSheet: Html = raw(`
*{box-sizing:border-box}
html{font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;background:var(--bg);color:var(--text);-webkit-text-size-adjust:100%}
body{max-width:820px;margin:0 auto;padding:40px 32px 64px;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
h1{font-size:28px;line-height:34px;font-weight:600;margin:4px 0 8px;text-wrap:balance}
h2{font-size:18px;line-height:24px;font-weight:600;margin:40px 0 8px;padding-top:12px;border-top:1px solid var(--line)}
h3{font-size:14px;line-height:20px;font-weight:600;margin:24px 0 4px}
h4{font-size:13px;line-height:18px;font-weight:600;margin:14px 0 2px}
p{margin:0 0 8px}
.kicker,.meta{color:var(--muted);font-size:12px;line-height:18px}
.kicker{font-weight:600;letter-spacing:.02em}
.question{font-size:17px;line-height:25px;margin:0 0 4px;text-wrap:pretty}
.answer{border:1px solid var(--control);border-left:4px solid var(--text);border-radius:6px;padding:14px 18px 12px;margin:20px 0 16px;background:var(--surface)}
.answer p{font-size:18px;line-height:27px;font-weight:600;margin:2px 0 0;text-wrap:pretty}
.answer p.kicker{margin:0;font-size:12px;line-height:18px}
.score{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;margin:10px 0 0;padding:0;font-size:12px;line-height:18px;color:var(--muted)}
.score b{color:var(--text);font-weight:600}
ul.plain{margin:0 0 8px;padding-left:18px}
ul.plain li{margin:2px 0}
table{border-collapse:collapse;width:100%;font-size:12px;line-height:16px;margin:6px 0 10px}
th,td{text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);font-weight:400}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--muted);border-bottom-color:var(--control);vertical-align:bottom;text-wrap:balance}
tbody th{font-weight:400}
.number{text-align:right}
td.number,.nowrap{white-space:nowrap}
.small{font-size:11px;line-height:15px;color:var(--muted)}
.strong{font-weight:600}
.better{color:var(--better)}
.worse{color:var(--worse)}
.muted-text{color:var(--muted)}
.scroll{overflow-x:auto}
.tag{display:inline-block;border:1px solid var(--control);border-radius:4px;padding:0 5px;font-size:11px;line-height:16px;white-space:nowrap}
.tag.warn{color:var(--worse);border-color:var(--worse)}
.swatch{display:inline-block;width:10px;height:10px;border-radius:2px;background:var(--c,var(--control));margin-right:6px;vertical-align:-1px}
.swatch.muted{background:repeating-linear-gradient(45deg,var(--c),var(--c) 2px,var(--bg) 2px,var(--bg) 4px)}
.swatch.band{border-radius:0;opacity:.45}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;margin:6px 0 4px;padding:0;font-size:12px;line-height:18px}
dl.facts{display:grid;grid-template-columns:minmax(110px,max-content) 1fr;gap:0;margin:6px 0 10px;font-size:13px;line-height:20px}
dl.facts dt{color:var(--muted);padding:3px 16px 3px 0;border-bottom:1px solid var(--line)}
dl.facts dd{margin:0;padding:3px 0;border-bottom:1px solid var(--line)}
figure{margin:16px 0 20px}
figcaption{font-size:13px;line-height:19px;margin-bottom:8px}
figcaption span{color:var(--muted)}
details>summary{cursor:pointer;font-size:12px;line-height:18px;color:var(--muted);width:max-content}
details>summary:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
pre{font:11px/16px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:10px 12px;white-space:pre-wrap;margin:6px 0}
code{overflow-wrap:anywhere;font:11px/16px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
footer{margin-top:40px;padding-top:10px;border-top:1px solid var(--line);font-size:12px;color:var(--muted)}
svg{display:block;width:100%;height:auto;font-size:11px;font-variant-numeric:tabular-nums}
svg.narrow{max-width:430px}
svg .ground{fill:var(--surface);stroke:var(--line)}
caption{text-align:left;color:var(--muted);padding:6px 0 0}
svg text{fill:var(--text)}
svg .halo,svg .value{paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}
svg .axis text,svg .note{fill:var(--muted)}
svg .value{font-size:10.5px}
svg .grid line{stroke:var(--line);stroke-width:1}
svg .base{stroke:var(--control);stroke-width:1}
svg .rule{stroke:var(--text);stroke-width:1;stroke-dasharray:3 3}
svg .bar,svg .mark{fill:var(--c)}
svg .band{fill:var(--c);fill-opacity:.16}
svg .bar.muted{fill-opacity:.45}
svg .mark{stroke:var(--bg);stroke-width:1;paint-order:stroke}
svg .line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}
svg .link{fill:none;stroke:var(--c);stroke-width:.75;opacity:.6}
svg .hatch{stroke:var(--bg);stroke-width:2;fill:none}
svg .dot{fill:var(--bg)}
svg .k-none{--c:var(--control)}
svg .whisker{fill:none;stroke:var(--text);stroke-width:1.1}
@page{size:A4;margin:16mm 15mm 18mm}
@media print{
html{font-size:10pt;background:#fff}
table{font-size:8pt;line-height:11pt}
th,td{padding:3px 8px 3px 0}
body{max-width:none;padding:0}
h2,h3,figcaption,thead{break-after:avoid}
.answer,.picture,tr,dl.facts>*{break-inside:avoid}
h2{margin-top:20px}
details::details-content{content-visibility:visible;block-size:auto;display:block}
details:not(.keep-closed)>summary{list-style:none}
details.keep-closed{display:none}
.scroll{overflow:visible}
a{color:inherit}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
@media (max-width:600px){body{padding:20px 16px 40px}h1{font-size:22px;line-height:28px}dl.facts{grid-template-columns:1fr;gap:0}dl.facts dt{border:0;padding-bottom:0}}
`);

/** Theme colours as custom properties. */
export const lightTheme = '--bg:#fff;--surface:#F6F7F9;--line:#DDE1E7;--control:#8A93A0;--text:#16191F;--muted:#5B6472;--focus:#1D4ED8;--better:#0B6E8A;--worse:#A8480C';
/** As {@link lightTheme}, for dark screens. */
export const darkTheme = '--bg:#14171C;--surface:#1B1F26;--line:#2C323C;--control:#6B7686;--text:#E6E9EF;--muted:#9AA4B2;--focus:#8AB4FF;--better:#5CC8E0;--worse:#FFA36B';
