/**
 * An Apple configuration profile: the keys of Apple's `TopLevel`. The accounts are payloads, see
 * mobileconfig-payloads.ts. It contains all required keys, no empty ones, and never a password.
 */

import type { PlistDictionary } from '../src/format/plist.ts';
import type { Texts } from '../src/model/account.ts';

/** Who publishes a profile: a provider, or several with a mailbox each. */
export interface ProfileIssuer {
  readonly id: string;
  readonly name: string;
  readonly removeAfterDays: number | undefined;
}

interface Profile {
  readonly uuid: string;
  readonly description: string;
  /** The text that the user must accept, by language. */
  readonly consent: Texts | undefined;
  readonly payloads: readonly PlistDictionary[];
}

const secondsOfDay = 86_400;

export function mobileconfig(issuer: ProfileIssuer, profile: Profile): PlistDictionary {
  const { name, removeAfterDays } = issuer;
  return {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: profileIdentifier(issuer, profile.uuid),
    PayloadUUID: profile.uuid,
    PayloadDisplayName: name,
    PayloadDescription: profile.description,
    PayloadOrganization: name,
    ConsentText: profile.consent && consentText(profile.consent),
    // A duration instead of a date keeps the profile's bytes the same every day.
    DurationUntilRemoval:
      removeAfterDays === undefined ? undefined : { '#real': removeAfterDays * secondsOfDay },
    PayloadContent: profile.payloads,
  };
}

/** Contains the mailbox's UUID, so that the profile of a second mailbox does not replace the first. */
export const profileIdentifier = ({ id }: { readonly id: string }, uuid: string): string =>
  `${id.split('.').reverse().join('.')}.facteur.${uuid}`;

/** A device with another language shows the default. */
const consentText = (texts: Texts): PlistDictionary => ({
  default: defaultText(texts),
  ...texts,
});

export const defaultText = (texts: Texts): string | undefined => texts['en'] ?? Object.values(texts)[0];
