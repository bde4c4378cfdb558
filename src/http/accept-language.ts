/** The language in which somebody wants to be answered. */

/** Browsers send up to ten languages, which are some 100 characters. */
const charactersLimit = 400;

/**
 * RFC 9110 §12.5.4, by what browsers send: tags in order of preference.
 *
 * @returns the first one that is spoken, whatever its region; otherwise the fallback
 */
export function preferredLanguage<Language extends string>(
  acceptLanguage: string,
  spoken: readonly Language[],
  fallback: Language,
): Language {
  if (acceptLanguage === '') return fallback;
  for (const range of acceptLanguage.slice(0, charactersLimit).split(',')) {
    const [tag = ''] = range.trim().toLowerCase().split(/[-;]/, 1);
    const found = spoken.find((language) => language === tag);
    if (found !== undefined) return found;
  }
  return fallback;
}
