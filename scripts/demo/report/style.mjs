/** Style of the page: light and dark, phones and desktops. The colours of series are near Paul Tol's scheme "bright". */
export const style = `
:root{--ground:#fff;--raised:#f5f6f8;--ink:#1d2126;--muted:#5b6470;--line:#d9dde2;--link:#1f5f9e;--c0:#4477aa;--c1:#cc3344;--c2:#7a828c}
@media (prefers-color-scheme:dark){:root{--ground:#14171b;--raised:#1e2329;--ink:#e8eaed;--muted:#a4adb8;--line:#363d46;
--link:#8fc1f2;--c0:#7fb2e5;--c1:#ff8a94;--c2:#a4adb8}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1100px;padding:1rem;background:var(--ground);color:var(--ink);overflow-wrap:break-word;
font:16px/1.5 system-ui,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.25rem;margin:2.2rem 0 .6rem;padding-top:.4rem;border-top:1px solid var(--line)}
a{color:var(--link)}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem}
.muted,figcaption{color:var(--muted);font-size:.92rem}
.result{font-size:1.15rem;padding:.8rem 1rem;background:var(--raised);border-left:4px solid var(--c0);border-radius:4px}
.scroll{overflow-x:auto;margin:.6rem 0}
table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line);text-align:right;vertical-align:bottom;white-space:nowrap}
thead th{white-space:normal}
th:first-child{text-align:left;font-weight:400}
tbody th{position:sticky;left:0;background:var(--ground)}
th:last-child,td:last-child{padding-right:0}
thead th,thead th:first-child{color:var(--muted);font-weight:600}
pre{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;overflow-x:auto;
font:.82rem/1.45 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
.comment{white-space:pre-wrap}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));gap:1rem;align-items:start}
figure{margin:0;min-width:0}
figure img{display:block;width:100%;background:#fff;border-radius:4px}
.wide{display:grid;gap:1rem;max-width:640px}
@media (max-width:30rem){table{font-size:.8rem}th,td{padding-right:.5rem}tbody th{white-space:normal}}
.chart{display:block;width:100%;max-width:34rem;height:auto}
.chart text{fill:var(--ink)}
.chart .title{font-weight:600;font-size:13px}
.chart .grid{stroke:var(--line);fill:none}
.chart .whisker{stroke:var(--ink);stroke-width:1.5;fill:none}
.chart [class^=line]{fill:none;stroke-width:2}
${[0, 1, 2].map((i) => `.chart .line-${i}{stroke:var(--c${i})}.chart .fill-${i}{fill:var(--c${i})}`).join("\n")}
`;
