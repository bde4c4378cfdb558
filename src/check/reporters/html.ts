/** Writes reports as one self-contained HTML page. */

import { type Html, markup, verbatim } from '../../format/html.ts';
import type { Advice, ClientReport, Finding, Report, Settings } from '../report.ts';
import { groupAdvice } from './grouped-advice.ts';
import style from './html.css.ts';
import { seconds, severityStyles, verdictStyles } from './words.ts';

/** @param when ISO 8601 */
export function htmlReport(reports: readonly Report[], when: string): string {
  const title =
    reports.length === 1 ? `Mail setup of ${reports[0]?.subject}` : `Mail setup of ${reports.length} domains`;
  return `${markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${verbatim(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="lead">What mail clients find when a user types an address. Checked by facteur on ${when}.</p>
${reports.length > 1 ? matrix(reports) : ''}
${reports.map((report) => section(report, reports.length > 1))}
</main>
</body>
</html>`}\n`;
}

function matrix(reports: readonly Report[]): Html {
  const names = reports[0]?.clients.map(({ client }) => client.name) ?? [];
  return markup`<section class="wide"><table class="matrix">
<thead><tr><th scope="col">Domain</th>${names.map((name) => markup`<th scope="col"><span>${name}</span></th>`)}</tr></thead>
<tbody>${reports.map(
    ({ subject, clients }) => markup`
<tr><th scope="row"><a href="#${subject}">${subject}</a></th>${clients.map(
      ({ client, verdict }) =>
        markup`<td title="${client.name}: ${verdictStyles[verdict].word}">${badge(verdictStyles[verdict], true)}</td>`,
    )}</tr>`,
  )}
</tbody></table></section>`;
}

function section(report: Report, isOneOfMany: boolean): Html {
  const { subject, clients, truth } = report;
  return markup`<article id="${subject}">
${isOneOfMany ? markup`<h2>${subject}</h2>` : ''}
${changes(report)}
<section><h3>Mail clients</h3>
${clients.map((one) => clientDetails(one, !isOneOfMany))}
</section>
${truth.length > 0 ? markup`<section><h3>Records, certificates and servers</h3>${truth.map(findingLine)}</section>` : ''}
</article>`;
}

/** @param open whether a failed client is expanded */
function clientDetails(
  { client, verdict, why, found, settings, steps, milliseconds }: ClientReport,
  open: boolean,
): Html {
  return markup`<details${open && verdict === 'fails' ? verbatim(' open') : ''}><summary>${badge(verdictStyles[verdict], false)}
<b>${client.name}</b> <span class="why">${why}</span></summary>
${found ? markup`<p class="quiet">From <code>${found.where}</code> after ${seconds(milliseconds)}</p>` : ''}
${settings ? settingsTable(settings) : ''}
${steps.length > 0 ? markup`<ol class="steps">${steps.map(({ what, outcome, said, milliseconds: took }) => markup`<li class="${outcome}"><code>${what}</code> ${said} <span class="quiet">${seconds(took)}</span></li>`)}</ol>` : ''}
</details>`;
}

const settingsTable = ({ incoming, outgoing }: Settings): Html => markup`<table>
<thead><tr><th scope="col">For</th><th scope="col">Server</th><th scope="col">Port</th><th scope="col">Security</th><th scope="col">User name</th></tr></thead>
<tbody>${[
  { name: incoming.protocol.toUpperCase(), ...incoming },
  { name: 'SMTP', ...outgoing },
].map(
  ({ name, host, port, security, username }) =>
    markup`<tr><th scope="row">${name}</th><td><code>${host}</code></td><td>${port}</td><td>${security}</td><td><code>${username}</code></td></tr>`,
)}</tbody></table>`;

const findingLine = ({ about, severity, what }: Finding): Html =>
  markup`<p>${badge(severityStyles[severity], false)} <b>${about}</b> <span class="why">${what}</span></p>`;

function changes(report: Report): Html {
  const all = groupAdvice(report);
  if (all.length === 0) return markup``;
  return markup`<section><h3>What to change</h3>${all.map(
    ({ advice, names }) =>
      markup`<div class="change">${adviceBlock(advice)}<p class="quiet">For ${names.join(', ')}</p></div>`,
  )}</section>`;
}

const adviceBlock = ({ text, records = [] }: Advice): Html =>
  markup`<p>${text}</p>${records.length > 0 ? markup`<pre>${records.join('\n')}</pre>` : ''}`;

const badge = (
  {
    mark,
    word,
    colour,
  }:
    | (typeof verdictStyles)[keyof typeof verdictStyles]
    | (typeof severityStyles)[keyof typeof severityStyles],
  short: boolean,
): Html => markup`<span class="badge ${colour}">${short ? mark : word}</span>`;
