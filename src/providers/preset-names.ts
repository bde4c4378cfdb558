/** The names by which a configuration may use a provider that ships. */

export const presetNames = ['ovh', 'ovh-canada', 'ovh-email-pro', 'ovh-exchange'] as const;
export type PresetName = (typeof presetNames)[number];
