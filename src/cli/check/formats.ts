/** The output formats of `facteur check`. */

export const checkFormats = ['table', 'json', 'junit', 'html'] as const;
export type CheckFormat = (typeof checkFormats)[number];
