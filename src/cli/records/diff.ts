/** `facteur records --diff`: compares the records that a domain needs with those in DNS. */

import { dnsMessages } from '../../check/messages.ts';
import { probeRecords } from '../../check/probes/records.ts';
import { type Difference, recordDiff, recordQuestions } from '../../check/rules/record-diff/diff.ts';
import { addLine, type NamedRecord } from '../../check/rules/record-diff/zone-lines.ts';
import type { DnsRecord } from '../../model/dns-record.ts';
import { directRoute } from '../shared/network/http.ts';
import { nodeNet } from '../shared/network/index.ts';
import { parseResolver } from '../shared/network/resolver.ts';
import { type ExitCode, printable, type Stdio, writeAll } from '../shared/stdio.ts';

const limitMilliseconds = 5000;

/**
 * @param resolver the DNS server to ask; by default the system's
 * @throws errors that end the command with exit code 2
 */
export async function printDiff(
  records: readonly DnsRecord[],
  asJson: boolean,
  resolver: string | undefined,
  { stdout }: Stdio,
): Promise<ExitCode> {
  const net = nodeNet({
    resolver: resolver === undefined ? undefined : parseResolver(resolver),
    limitMilliseconds,
    routeOf: directRoute,
  });
  const differences = recordDiff(records, await probeRecords(recordQuestions(records), net));
  const unknown = differences.filter(({ kind }) => kind === 'unknown');
  if (unknown.length > 0 && unknown.length === records.length) throw new Error('DNS does not answer');
  const texts = asJson
    ? [`${JSON.stringify(differences, null, 2)}\n`]
    : differences.flatMap(linesOf).map((line) => `${printable(line)}\n`);
  await writeAll(stdout, texts);
  return differences.length === 0 ? 0 : 1;
}

/** Like `diff`: a minus for records to remove, a plus for records to add. */
function linesOf(difference: Difference): readonly string[] {
  switch (difference.kind) {
    case 'missing':
      return [plus(difference.wanted)];
    case 'wrong':
      return [minus(difference.live), plus(difference.wanted)];
    case 'extra':
      return [minus(difference.live)];
    case 'unknown':
      return [`? ${difference.wanted.type} ${difference.wanted.name}: ${dnsMessages[difference.failure]}`];
    default:
      return difference satisfies never;
  }
}

const plus = (record: NamedRecord): string => `+ ${addLine(record)}`;
const minus = (record: NamedRecord): string => `- ${addLine(record)}`;
