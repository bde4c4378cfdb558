/** The names by which a configuration may use a provider that ships. */

export const presetNames = [
  'ovh',
  'ovh-canada',
  'ovh-email-pro',
  'ovh-exchange',
  'ovh-exchange-canada',
  'ovh-zimbra',
  'ovh-zimbra-pro',
  'microsoft-365',
  'google-workspace',
  'icloud',
  'fastmail',
  'infomaniak',
  'gandi',
  'ionos',
  'hetzner',
  'mailbox.org',
  'zoho',
  'migadu',
  'proton',
] as const;
export type PresetName = (typeof presetNames)[number];
