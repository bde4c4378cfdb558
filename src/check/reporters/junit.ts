/** Reports as JUnit's XML, as the CI systems read it: a suite for a domain, a case for a client or a finding. */

import { writeXml, type XmlElement } from '../../format/xml.ts';
import type { Advice, ClientReport, Finding, Report } from '../report.ts';

export function junit(reports: readonly Report[]): string {
  const suites = reports.map(suite);
  return writeXml({
    testsuites: {
      '@name': 'facteur check',
      '@tests': total(suites, '@tests'),
      '@failures': total(suites, '@failures'),
      testsuite: suites,
    },
  });
}

function suite({ subject, domain, clients, truth, milliseconds }: Report): XmlElement {
  const cases = [
    ...clients.map((one) => clientCase(one, domain)),
    ...truth.map((one) => findingCase(one, domain)),
  ];
  return {
    '@name': text(subject),
    '@tests': cases.length,
    '@failures': cases.filter(({ failure }) => failure !== undefined).length,
    '@skipped': cases.filter(({ skipped }) => skipped !== undefined).length,
    '@time': seconds(milliseconds),
    testcase: cases,
  };
}

function clientCase(
  { client, verdict, why, advice, steps, milliseconds }: ClientReport,
  domain: string,
): XmlElement {
  const asked = steps.map(({ what, outcome, said }) => `${what}: ${said} (${outcome})`).join('\n');
  return {
    '@classname': `${domain}.clients`,
    '@name': client.name,
    '@time': seconds(milliseconds),
    ...(verdict === 'asks-nobody' ? { skipped: { '@message': text(why) } } : {}),
    ...(verdict === 'fails' || verdict === 'degraded'
      ? {
          failure: {
            '@type': verdict,
            '@message': text(why),
            '#text': text(advice.map(adviceText).join('\n\n')),
          },
        }
      : {}),
    'system-out': text(asked),
  };
}

function findingCase({ about, severity, what, advice, records }: Finding, domain: string): XmlElement {
  const toDo = advice === undefined ? '' : adviceText({ text: advice, ...(records ? { records } : {}) });
  return {
    '@classname': `${domain}.truth`,
    '@name': text(`${about}: ${what}`),
    ...(severity === 'ok'
      ? {}
      : { failure: { '@type': severity, '@message': text(what), '#text': text(toDo) } }),
  };
}

const adviceText = ({ text, records = [] }: Advice): string => [text, ...records].join('\n');

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const total = (suites: readonly XmlElement[], name: string): number =>
  suites.reduce((sum, suite) => sum + Number(suite[name]), 0);

/** XML 1.0 §2.2 has no place for control characters, and what a stranger's server says may hold any. */
const text = (value: string): string =>
  value.replaceAll(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
