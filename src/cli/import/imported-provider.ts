/** The common result of all importers: a provider, its domains, and what could not be imported. */

import { complaintsOf } from '../../config/complaints.ts';
import type { ProviderDocument } from '../../config/index.ts';
import { serviceFields } from '../../config/services.ts';
import { shortened } from '../../directory/display-name.ts';
import { inEnglish } from '../../directory/schema-builders.ts';
import type { Domain } from '../../model/address.ts';
import type { FileDocument } from '../../providers/ispdb/file.ts';
import type { ServicesDocument } from '../../providers/ispdb/services.ts';

/** A provider with its mail servers in full, and the services that a source can name. */
interface ImportedProvider extends Omit<FileDocument, keyof ServicesDocument> {
  readonly services: Services;
}

export type Services = Pick<
  ProviderDocument,
  'activesync' | 'oauth2' | 'caldav' | 'carddav' | 'jmap' | 'webmail' | 'managesieve' | 'ldap'
>;

export interface ImportedConfig {
  readonly id: Domain;
  readonly provider: ImportedProvider;
  readonly domains: readonly Domain[];
  readonly from: readonly Origin[];
  readonly lost: readonly Loss[];
}

/** The source of a part. */
export interface Origin {
  readonly what: string;
  readonly where: string;
}

/** A setting of the source that is missing or changed in the document. */
export interface Loss {
  readonly where: string;
  /** Text after the place and a colon. */
  readonly what: string;
}

export type ReportLoss = (where: string, what: string) => void;

/** @returns the services that the configuration accepts; the others are reported as lost */
export function soundServices(
  services: Services,
  lose: ReportLoss,
  whereOf: (name: string) => string,
): Services {
  const sound = Object.entries(services).filter(([name, value]) => {
    const field = isServiceName(name) ? serviceFields[name] : undefined;
    const parsed = field?.safeParse(value, inEnglish);
    if (parsed?.success) return true;
    const [complaint] = parsed?.success === false ? complaintsOf(parsed.error.issues, () => []) : [];
    lose(whereOf(name), `left out: ${complaint?.message ?? 'it is not known here'}`);
    return false;
  });
  return Object.fromEntries(sound);
}

const isServiceName = (name: string): name is keyof typeof serviceFields =>
  Object.hasOwn(serviceFields, name);

/** draft-ietf-mailmaint-autoconfig-06: displayName is at most 60 characters, displayShortName 20. */
export const names = (name: string): Pick<FileDocument, 'name' | 'shortName'> => ({
  name: shortened(name, 60),
  shortName: shortened(name, 20),
});

/** A documentation page without a title of its own. */
export const pageAt = (url: string): FileDocument['documentation'][number] => ({
  url,
  title: { en: shortened(URL.canParse(url) ? new URL(url).host : url, 200) },
});
