/** The page's style sheet, with the operator's accent colour in shades that are legible in light and dark mode. */

import { type Colour, inkOn, readable } from '../../src/model/colour.ts';

const light = { paper: '#f3f5f8', card: '#ffffff' } as const;
const dark = { paper: '#10161d', card: '#18212b' } as const;
const ourAccent = '#0b57d0';

/** @returns the style sheet; it depends only on the accent colour, so its hash can be cached */
export function style(accent: Colour = ourAccent): string {
  const onLight = readable(accent, Object.values(light), '#000000');
  const onDark = readable(accent, Object.values(dark), '#ffffff');
  return `:root{--ink:#16202c;--quiet:#51606f;--paper:${light.paper};--card:${light.card};--line:#d9dfe6;--field:#76838f;--accent:${onLight};--on-accent:${inkOn(onLight)};--warn:#8a4b00}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf3;--quiet:#a5b2bf;--paper:${dark.paper};--card:${dark.card};--line:#2c3845;--field:#8593a1;--accent:${onDark};--on-accent:${inkOn(onDark)};--warn:#f2b85c}}
${rules}`;
}

const rules = `*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:break-word}
@media (min-width:120rem){html{font-size:125%}}
@media (min-width:200rem){html{font-size:175%}}
.wide{max-width:60rem;margin:auto;padding:0 1rem}
header .wide{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.25rem 1.5rem;padding-block:.75rem}
.brand{display:flex;align-items:center;gap:.6rem;margin:0;font-weight:700}
.brand img{display:block;height:2.25rem;width:auto;max-width:14rem}
nav form{display:flex;flex-wrap:wrap;gap:0 .2rem;margin-inline-start:-.4rem}
nav a,nav button{padding:.3rem .4rem;font:inherit;font-size:.875rem;color:var(--quiet);background:none;border:0;text-decoration:none;cursor:pointer}
nav a:hover,nav button:hover{color:var(--accent);text-decoration:underline}
nav [aria-current]{color:var(--ink);font-weight:700}
h1{margin:1.5rem 0 .4rem;font-size:clamp(1.6rem,5vw,2.4rem);line-height:1.15;letter-spacing:-.015em;overflow-wrap:anywhere}
h2{margin:0 0 .75rem;font-size:1.25rem;line-height:1.3}
h3{margin:0 0 .5rem;font-size:1rem}
p{margin:0 0 .75rem}
.lead{max-width:44rem;color:var(--quiet);font-size:1.1rem}
section{margin:1rem 0;padding:clamp(1rem,3vw,1.5rem);background:var(--card);border:1px solid var(--line);border-radius:.9rem}
label{display:block;margin-bottom:.35rem;font-weight:600}
.row{display:flex;flex-wrap:wrap;gap:.6rem}
input{flex:1 1 16rem;min-width:0;padding:.7rem .85rem;font:inherit;font-size:1.1rem;color:inherit;background:var(--paper);border:1px solid var(--field);border-radius:.55rem}
.main{padding:.7rem 1.2rem;font:inherit;font-weight:700;color:var(--on-accent);background:var(--accent);border:0;border-radius:.55rem;cursor:pointer}
.main:hover{text-decoration:underline}
.hint{margin:.6rem 0 0;color:var(--quiet);font-size:.9rem}
.problem{padding:.75rem 1rem;border-inline-start:.3rem solid var(--warn);background:var(--card);border-radius:.3rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem}
.card{padding:1rem 1.1rem .6rem;border:1px solid var(--line);border-top:.25rem solid var(--accent);border-radius:.6rem}
dl,dd{margin:0}
.card dl>div{padding:.4rem 0;border-top:1px solid var(--line)}
dt{color:var(--quiet);font-size:.85rem}
dd{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.3rem .75rem}
.value{font:600 1.15rem/1.35 ui-monospace,Menlo,Consolas,monospace;overflow-wrap:break-word;min-width:0;user-select:all}
.copy{flex:none;margin-inline-start:auto;padding:.3rem .7rem;font:inherit;font-size:.85rem;color:var(--accent);background:none;border:1px solid currentColor;border-radius:.45rem;cursor:pointer}
.copy:hover{background:var(--paper)}
.notes{margin:1rem 0 0;padding-inline-start:1.2rem}
.notes li,.steps li{margin:.3rem 0}
.notes .warn::marker{content:"⚠ ";color:var(--warn)}
.warn strong,.mark{color:var(--warn)}
details{border-top:1px solid var(--line)}
summary{padding:.7rem 0;cursor:pointer;font-weight:600}
summary:hover{color:var(--accent)}
.system>summary{font-size:1.1rem;font-weight:700}
.system details{margin-inline-start:1.1rem}
.system details:last-child{margin-bottom:.5rem}
.steps{margin:.25rem 0 1rem;padding-inline-start:1.4rem}
small{display:block;margin-top:.2rem;color:var(--quiet);font-size:.875rem;line-height:1.4}
#taps{margin-top:1rem}
#taps p{margin:0}
#taps .steps{margin-bottom:0}
#taps.now{padding:.75rem 1rem;background:var(--paper);border-inline-start:.3rem solid var(--accent);border-radius:.3rem}
.finds{color:var(--quiet);margin:0 0 .5rem}
.steps ul{margin:.35rem 0;padding:.35rem .8rem;list-style:none;background:var(--paper);border-inline-start:.2rem solid var(--accent);border-radius:.3rem}
.label{color:var(--quiet)}
.ok{color:var(--accent)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 1rem}
.another{border:0}
.another summary{color:var(--accent)}
.steps b{font-weight:600;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse}
thead th{font-size:.85rem;color:var(--quiet)}
th,td{padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);text-align:start;vertical-align:baseline;overflow-wrap:anywhere}
code{font:600 1em ui-monospace,Menlo,Consolas,monospace}
.two{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:1rem 2rem;align-items:center}
.two svg{display:block;width:9.5rem;height:9.5rem;background:#fff;border-radius:.4rem}
.two dl{grid-column:1/-1;min-width:0}
.value.link{font-size:.85rem;font-weight:400;overflow-wrap:anywhere}
a{color:var(--accent)}
footer{color:var(--quiet);padding-block:.5rem 3rem}
.unseen{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media (max-width:36rem){.two{grid-template-columns:minmax(0,1fr)}thead{position:absolute;clip-path:inset(50%)}tr,tbody th,td{display:block}tbody tr{padding:.5rem 0;border-bottom:1px solid var(--line)}tbody th,td{padding:.1rem 0;border:0}td{display:flex;align-items:baseline;gap:.75rem}td::before{content:attr(data-label);flex:0 0 min(8.5rem,36vw);color:var(--quiet);font-size:.85rem}.system details{margin-inline-start:.4rem}}
@media print{@page{size:A4;margin:12mm}:root{--ink:#000;--quiet:#333;--paper:#fff;--card:#fff;--line:#999;--accent:#000;--warn:#000;font-size:10.5pt}.wide{max-width:none;padding:0}nav,.ask,.another,.copy,.apple,.clients,#more,.phone dl{display:none}.card dl>div{display:flex;justify-content:space-between;gap:1rem;padding:.2rem 0}.value{font-size:1rem}section{margin:.6rem 0;padding:0;border:0;break-inside:avoid}h1{margin-top:0;font-size:1.6rem}.cards{grid-template-columns:1fr 1fr}footer{padding-bottom:0}}`;
