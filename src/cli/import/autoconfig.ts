/** Imports autoconfig and ISPDB files; providers/ispdb/ parses them, as it does for a configuration. */

import type { Domain } from '../../model/address.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import { type AutoconfigFile, readAutoconfigFile } from '../../providers/ispdb/file.ts';
import { describeFileFlaw, describeWarning } from '../../providers/ispdb/warning.ts';
import type { ImportedConfig, Loss, Services } from './imported-provider.ts';

/**
 * @param where the file or URL
 * @returns the imported configuration, or an error message
 */
export function importAutoconfig(text: string, where: string): Result<ImportedConfig, string> {
  const read = readAutoconfigFile(text);
  if (!read.ok) return refuse(describeFileFlaw(read.refusal));
  const { id, document, domains } = read.value;
  const { oauth2, webmail, caldav, carddav, managesieve, ...provider } = document;
  const services = { oauth2, webmail, caldav, carddav, managesieve };
  return ok({
    id,
    provider: { ...provider, services: withoutGaps(services) },
    domains,
    from: [{ what: 'servers and names', where }],
    lost: lossesOf(read.value),
  });
}

const withoutGaps = (services: Services): Services =>
  Object.fromEntries(Object.entries(services).filter(([, value]) => value !== undefined));

function lossesOf({ warnings, mxDomains }: AutoconfigFile): readonly Loss[] {
  return [
    ...warnings.map((warning) => ({ where: warning.path, what: describeWarning(warning) })),
    ...mxDomains.map((domain) => ({
      where: 'emailProvider/domain',
      what: `left out: ${domain} is a mail exchanger’s; the mx store finds domains by these`,
    })),
  ];
}

/**
 * The same for one domain, because some servers list all the domains that they serve.
 *
 * @param domain the domain of the request
 */
export function importAutoconfigFor(
  domain: Domain,
  text: string,
  where: string,
): Result<ImportedConfig, string> {
  const imported = importAutoconfig(text, where);
  if (!imported.ok) return imported;
  const others = imported.value.domains.filter((one) => one !== domain);
  const lost =
    others.length === 0
      ? []
      : [
          {
            where: 'emailProvider/domain',
            what: `left out, because only the requested domain is imported: ${listed(others)}`,
          },
        ];
  return ok({ ...imported.value, domains: [domain], lost: [...imported.value.lost, ...lost] });
}

const listed = (domains: readonly Domain[]): string =>
  domains.length > 10
    ? `${domains.slice(0, 10).join(', ')} and ${domains.length - 10} more`
    : domains.join(', ');
