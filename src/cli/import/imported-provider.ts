/** What another provider publishes, in our words: what every source is read into, and what of it found no place. */

import { complaintsOf } from '../../config/complaints.ts';
import type { ProviderDocument } from '../../config/index.ts';
import { serviceFields } from '../../config/services.ts';
import { shortened } from '../../directory/display-name.ts';
import { inEnglish } from '../../directory/schema-builders.ts';
import type { Domain } from '../../model/address.ts';
import type { FileDocument } from '../../providers/ispdb/file.ts';
import type { ServicesDocument } from '../../providers/ispdb/services.ts';

/** A provider with its mail servers in full; of services beside mail, those that a source can name. */
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

/** Where a part of it comes from. */
export interface Origin {
  readonly what: string;
  readonly where: string;
}

/** Something that was said and is not in the document as it was said, or not at all. */
export interface Loss {
  readonly where: string;
  /** A sentence that goes on after the place and a colon. */
  readonly what: string;
}

/** Takes note of one. */
export type ReportLoss = (where: string, what: string) => void;

/** @returns the services that an operator could write just so; the others are lost */
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

/** The title of a page of which only the address is known. */
export const pageAt = (url: string): FileDocument['documentation'][number] => ({
  url,
  title: { en: shortened(URL.canParse(url) ? new URL(url).host : url, 200) },
});
