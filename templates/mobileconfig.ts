/**
 * An Apple configuration profile: what stands around the accounts, in Apple's `TopLevel`. The accounts themselves are
 * payloads, see mobileconfig-payloads.ts. Required keys always, empty keys never, a password never.
 */

import type { PlistDictionary } from '../src/format/plist.ts';
import type { Account, Texts } from '../src/model/account.ts';

export interface Profile {
  readonly uuid: string;
  readonly description: string;
  /** What must be agreed to, by language. */
  readonly consent: Texts | undefined;
  readonly payloads: readonly PlistDictionary[];
}

const secondsOfDay = 86_400;

/** @returns the profile */
export function mobileconfig(account: Account, profile: Profile): PlistDictionary {
  const { removeAfterDays } = account.profile ?? {};
  return {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: profileIdentifier(account, profile.uuid),
    PayloadUUID: profile.uuid,
    PayloadDisplayName: account.name,
    PayloadDescription: profile.description,
    PayloadOrganization: account.name,
    ConsentText: profile.consent && consentText(profile.consent),
    // A duration and no date: the same profile has the same bytes tomorrow.
    DurationUntilRemoval:
      removeAfterDays === undefined ? undefined : { '#real': removeAfterDays * secondsOfDay },
    PayloadContent: profile.payloads,
  };
}

/** The UUID makes it the mailbox's own, so that a second mailbox does not replace the first one's profile. */
export const profileIdentifier = ({ id }: Account, uuid: string): string =>
  `${id.split('.').reverse().join('.')}.facteur.${uuid}`;

/** A device that speaks none of the languages shows the default. */
const consentText = (texts: Texts): PlistDictionary => ({
  default: texts['en'] ?? Object.values(texts)[0],
  ...texts,
});
