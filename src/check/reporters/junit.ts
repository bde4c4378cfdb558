/** Writes reports as JUnit XML for CI systems: a suite per domain, a case per client or finding. */

import { writeXml, type XmlElement } from '../../format/xml.ts';
import type { Advice, ClientReport, Finding, Report } from '../report.ts';

export function junitReport(reports: readonly Report[]): string {
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
  const stepLines = steps.map(({ what, outcome, said }) => `${what}: ${said} (${outcome})`).join('\n');
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
    'system-out': text(stepLines),
  };
}

function findingCase({ about, severity, what, advice, records }: Finding, domain: string): XmlElement {
  const failureText =
    advice === undefined ? '' : adviceText({ text: advice, ...(records ? { records } : {}) });
  return {
    '@classname': `${domain}.truth`,
    '@name': text(`${about}: ${what}`),
    ...(severity === 'ok'
      ? {}
      : { failure: { '@type': severity, '@message': text(what), '#text': text(failureText) } }),
  };
}

const adviceText = ({ text, records = [] }: Advice): string => [text, ...records].join('\n');

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const total = (suites: readonly XmlElement[], name: string): number =>
  suites.reduce((sum, suite) => sum + Number(suite[name]), 0);

/** XML 1.0 §2.2 forbids control characters, and answers from servers may contain them. */
const text = (value: string): string =>
  value.replaceAll(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
