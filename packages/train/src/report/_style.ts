import { seriesColors } from "./_svg.ts";

/** Colours of series on a dark page, in the order of `seriesColors`. */
const lightSeries = ["#7fb2e5", "#ff8a94", "#6fcf7f", "#e58ac8", "#e0c060", "#5fd0e0"];

function seriesRules(colors: readonly string[]): string {
  return colors.map((color, i) => `.chart .series-${i}{stroke:${color}}.chart .filled-${i}{fill:${color}}`).join("\n");
}

/** Style of all pages. Rules for charts go before the colours that stand in them. */
export const pageStyle: string = `
:root{--ground:#ffffff;--raised:#f5f6f8;--ink:#1d2126;--muted:#5b6470;--line:#d9dde2;--frame:#7a828c;--link:#1f5f9e}
${seriesRules(seriesColors)}
@media (prefers-color-scheme:dark){
:root{--ground:#14171b;--raised:#1e2329;--ink:#e8eaed;--muted:#a4adb8;--line:#363d46;--frame:#8b95a1;--link:#8fc1f2}
${seriesRules(lightSeries)}
}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1180px;padding:1rem;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif;overflow-wrap:break-word}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.25rem;margin:2.2rem 0 .6rem;padding-top:.4rem;border-top:1px solid var(--line)}
h3{font-size:1.02rem;margin:1.4rem 0 .4rem}
a{color:var(--link)}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem}
.muted{color:var(--muted)}
footer{margin:2.5rem 0 1rem;font-size:.9rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.6rem;margin:.8rem 0}
.tiles div{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem}
.tiles dt{color:var(--muted);font-size:.85rem;line-height:1.3}
.tiles dd{margin:.15rem 0 0;font-size:1.5rem;font-variant-numeric:tabular-nums}
.tiles small{display:block;color:var(--muted);font-size:.8rem}
.scroll{overflow-x:auto;margin:.6rem 0}
table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);padding-bottom:.3rem}
th,td{text-align:left;padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--muted);font-weight:600;vertical-align:bottom}
tbody th{font-weight:400;position:sticky;left:0;background:var(--ground)}
td.number,th.number{text-align:right}
td.number{white-space:nowrap}
td:not(.number){overflow-wrap:anywhere;min-width:7rem}
.name{width:max-content;max-width:min(16rem,40vw)}
code{overflow-wrap:anywhere}
code,pre{font:.88em ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
pre{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;overflow-x:auto}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr));gap:1rem;margin:.6rem 0}
.beside,.tables{display:grid;gap:0 2rem;align-items:start}
.beside>div,.tables>div{min-width:0}
.tables{grid-template-columns:repeat(auto-fill,minmax(min(100%,30rem),1fr))}
@media (min-width:50rem){.beside{grid-template-columns:23rem 1fr}}
th:last-child,td:last-child{padding-right:0}
@media (max-width:30rem){table{font-size:.77rem;width:100%}th,td{padding-right:.3rem}}
figure{margin:0;min-width:0}
figure svg{display:block;width:100%;height:auto}
.chart{max-width:30rem}
.chart .ground{fill:var(--ground)}
.chart .ink{fill:var(--ink)}
.chart .grid{stroke:var(--line)}
.chart .frame{stroke:var(--frame)}
.chart .whisker{stroke:var(--ink)}
@media print{nav{display:none}section{break-inside:avoid-page}}
`;
